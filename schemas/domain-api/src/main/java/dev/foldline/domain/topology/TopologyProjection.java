package dev.foldline.domain.topology;

import dev.foldline.domain.view.Event;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.Topology;

/**
 * What no fold can say: a topology of its own behind the events, with any processors, stores and topics. It still has
 * the gate, a status, metrics, and dead letters by aggregate; it has no rows that the engine knows of, so no queries
 * and no rebuild. A higher version is another application, which begins with the first event.
 *
 * <p>Found with {@link ServiceLoader}.
 */
public interface TopologyProjection {

    /** Name in topics, paths and metrics, in kebab case. */
    String name();

    /** Version, from 1. A higher one has state and progress of its own. */
    int version();

    /** The events that are read; every other event is passed over. */
    List<Class<? extends SpecificRecord>> events();

    /**
     * Adds what comes behind the events.
     *
     * <p>A processor that throws for an event parks the event's aggregate, and must not have changed anything by then;
     * what it throws of Kafka's own exceptions fails the stream thread instead, as anywhere in Streams. Whatever it
     * does is exactly once, in one transaction with the events' offsets.
     *
     * @param topology to add to; stores and nodes need names of their own
     * @param events   node that forwards every event once, in order, as a record with the aggregate id as key and an
     *                 {@link Event} as value
     */
    void addTo(Topology topology, String events);

    /** All on the classpath. */
    static List<TopologyProjection> all() {
        return ServiceLoader.load(TopologyProjection.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
