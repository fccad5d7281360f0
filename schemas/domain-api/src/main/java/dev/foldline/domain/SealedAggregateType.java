package dev.foldline.domain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.domain.version.Migration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * An aggregate type whose mapping to and from Avro follows from its sealed interfaces; see {@link AggregateType#of}.
 * Immutable: each method gives a changed copy.
 *
 * @param <C> commands
 * @param <S> states
 * @param <E> events
 */
public final class SealedAggregateType<C, S, E> implements AggregateType<C, S, E> {

    /** What a small state takes, with its objects' headers. */
    private static final int STATE_BYTES = 256;

    private final Parts<C, S, E> parts;

    /** The parts of this type. */
    private record Parts<C, S, E>(
            String name,
            Decider<C, S, E> decider,
            Class<S> state,
            SealedRecords<C> commands,
            SealedRecords<E> events,
            StateJson<S> stateJson,
            ToIntFunction<S> stateBytes,
            List<InlineView<E, ?>> inlineViews) {

        SealedAggregateType<C, S, E> with(StateJson<S> json, ToIntFunction<S> bytes, List<InlineView<E, ?>> views) {
            return new SealedAggregateType<>(new Parts<>(name, decider, state, commands, events, json, bytes, views));
        }
    }

    private SealedAggregateType(Parts<C, S, E> parts) {
        this.parts = parts;
    }

    static <C, S, E> SealedAggregateType<C, S, E> of(
            String name, Decider<C, S, E> decider, Class<C> command, Class<S> state, Class<E> event) {
        return new SealedAggregateType<>(new Parts<>(
                name,
                decider,
                state,
                SealedRecords.of(command, true),
                SealedRecords.of(event, false),
                new RecordStateJson<>(state, 1),
                _ -> STATE_BYTES,
                List.of()));
    }

    /**
     * Raises the version of the state's shape; see {@link StateJson#schemaVersion}.
     *
     * @param migrations steps from one version of the shape to another; none where older snapshots may be dropped
     */
    public SealedAggregateType<C, S, E> snapshotVersion(int version, List<Migration<JsonNode>> migrations) {
        return stateJson(new RecordStateJson<>(parts.state, version, migrations));
    }

    /** Writes states in another form than {@link RecordStateJson} does. */
    public SealedAggregateType<C, S, E> stateJson(StateJson<S> json) {
        return parts.with(json, parts.stateBytes, parts.inlineViews);
    }

    /** Says how many bytes of memory a state takes about; see {@link #stateBytes(Object)}. */
    public SealedAggregateType<C, S, E> stateBytes(ToIntFunction<S> bytes) {
        return parts.with(parts.stateJson, bytes, parts.inlineViews);
    }

    /** Adds a table that is written in the same transaction as the events. */
    public SealedAggregateType<C, S, E> inlineView(InlineView<E, ?> view) {
        List<InlineView<E, ?>> more = new ArrayList<>(parts.inlineViews);
        more.add(view);
        return parts.with(parts.stateJson, parts.stateBytes, List.copyOf(more));
    }

    @Override
    public String name() {
        return parts.name;
    }

    @Override
    public Decider<C, S, E> decider() {
        return parts.decider;
    }

    @Override
    public List<Schema> commands() {
        return parts.commands.schemas();
    }

    @Override
    public List<Schema> events() {
        return parts.events.schemas();
    }

    @Override
    public C command(String aggregateId, SpecificRecord record) {
        return parts.commands.wrap(aggregateId, record);
    }

    @Override
    public E event(SpecificRecord record) {
        return parts.events.wrap("", record);
    }

    @Override
    public SpecificRecord data(E event) {
        return parts.events.unwrap(event);
    }

    @Override
    public StateJson<S> stateJson() {
        return parts.stateJson;
    }

    @Override
    public int stateBytes(S state) {
        return parts.stateBytes.applyAsInt(state);
    }

    @Override
    public List<InlineView<E, ?>> inlineViews() {
        return parts.inlineViews;
    }

    @Override
    public String toString() {
        return "aggregate type " + parts.name;
    }
}
