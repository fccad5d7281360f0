package dev.foldline.domain.topology;

import dev.foldline.domain.view.Event;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.Topology;

/**
 * For projections that a fold cannot express: a custom topology behind the events, with any processors, stores and
 * topics. It still has the gate, a status, metrics, and dead letters by aggregate. The engine does not know its rows,
 * so queries and rebuilds are not available. A higher version is another application, which begins with the first
 * event.
 *
 * <p>Found with {@link ServiceLoader}.
 */
public interface TopologyProjection {

    /** Name in topics, paths and metrics, in kebab case. */
    String name();

    /** Version, from 1. A higher one has state and progress of its own. */
    int version();

    /** The events that are read; every other event is skipped. */
    List<Class<? extends SpecificRecord>> events();

    /**
     * Adds the nodes behind the events.
     *
     * <p>A processor that throws for an event parks the event's aggregate, and must not have changed anything by then;
     * one of Kafka's own exceptions fails the stream thread instead, as anywhere in Streams. Its effects are exactly
     * once, in one transaction with the events' offsets.
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
