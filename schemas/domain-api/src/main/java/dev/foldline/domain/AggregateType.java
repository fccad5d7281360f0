package dev.foldline.domain;

import java.util.List;
import java.util.ServiceLoader;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Ties an aggregate's name, its decider, and the mapping to and from Avro together.
 *
 * <p>Found with {@link ServiceLoader}: a jar on the classpath adds a domain without touching the engine.
 *
 * @param <C> commands
 * @param <S> states
 * @param <E> events
 */
public interface AggregateType<C, S, E> {

    /** Name in tables, results and metrics: {@code account}. */
    String name();

    Decider<C, S, E> decider();

    /** Avro records of the commands; no two aggregate types share one. */
    List<Schema> commands();

    /** Avro records of the events; no two aggregate types share one. */
    List<Schema> events();

    /**
     * Wraps a command's record.
     *
     * @param aggregateId the record's key, for events that carry it
     * @param record      of one of the schemas of {@link #commands()}
     */
    C command(String aggregateId, SpecificRecord record);

    /**
     * Wraps an event's record.
     *
     * @param record of one of the schemas of {@link #events()}
     */
    E event(SpecificRecord record);

    /** The record of an event, of one of the schemas of {@link #events()}. */
    SpecificRecord data(E event);

    /** How a state is written as JSON. */
    StateJson<S> stateJson();

    /** About how many bytes of memory a state takes; the cache of states is bounded by their sum. */
    default int stateBytes(S state) {
        return 256;
    }

    /** The tables that are written in the same transaction as the events. */
    default List<InlineView<E, ?>> inlineViews() {
        return List.of();
    }
}
