package dev.foldline.domain;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Ties an aggregate's name, its decider, and the mapping to and from Avro together.
 *
 * <p>{@link #of} derives the mapping from sealed interfaces of records, which is enough for most. A {@link Domain}
 * lists its aggregate types.
 *
 * @param <C> commands
 * @param <S> states
 * @param <E> events
 */
public interface AggregateType<C, S, E> {

    /**
     * The type whose commands and events are sealed interfaces of records: one record for each Avro type.
     *
     * <p>Each record has exactly one component of a generated Avro class. A command's record may have one of type
     * {@link String} too, which is the aggregate id. Nested sealed interfaces are fine. The state is written as {@link
     * RecordStateJson} writes it, with schema version 1; methods of what is returned change that.
     *
     * @param name    name in tables, results and metrics: {@code account}; never to be changed
     * @param command the sealed interface of the commands
     * @param state   a record, an enum, or a sealed interface of records
     * @param event   the sealed interface of the events
     * @throws IllegalArgumentException if a record of the interfaces has another form, or two have the same Avro type;
     *                                  the message names the record
     */
    static <C, S, E> SealedAggregateType<C, S, E> of(
            String name, Decider<C, S, E> decider, Class<C> command, Class<S> state, Class<E> event) {
        return SealedAggregateType.of(name, decider, command, state, event);
    }

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
