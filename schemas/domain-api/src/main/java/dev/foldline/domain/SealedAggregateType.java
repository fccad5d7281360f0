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

    private final String name;
    private final Decider<C, S, E> decider;
    private final Class<S> state;
    private final SealedRecords<C> commands;
    private final SealedRecords<E> events;
    private final StateJson<S> stateJson;
    private final ToIntFunction<S> stateBytes;
    private final List<InlineView<E, ?>> inlineViews;

    private SealedAggregateType(
            String name,
            Decider<C, S, E> decider,
            Class<S> state,
            SealedRecords<C> commands,
            SealedRecords<E> events,
            StateJson<S> stateJson,
            ToIntFunction<S> stateBytes,
            List<InlineView<E, ?>> inlineViews) {
        this.name = name;
        this.decider = decider;
        this.state = state;
        this.commands = commands;
        this.events = events;
        this.stateJson = stateJson;
        this.stateBytes = stateBytes;
        this.inlineViews = inlineViews;
    }

    static <C, S, E> SealedAggregateType<C, S, E> of(
            String name, Decider<C, S, E> decider, Class<C> command, Class<S> state, Class<E> event) {
        return new SealedAggregateType<>(
                name,
                decider,
                state,
                SealedRecords.of(command, true),
                SealedRecords.of(event, false),
                new RecordStateJson<>(state, 1),
                _ -> STATE_BYTES,
                List.of());
    }

    /**
     * Raises the version of the state's shape; see {@link StateJson#schemaVersion}.
     *
     * @param migrations steps from one version of the shape to another; none where older snapshots may be dropped
     */
    public SealedAggregateType<C, S, E> snapshotVersion(int version, List<Migration<JsonNode>> migrations) {
        return stateJson(new RecordStateJson<>(state, version, migrations));
    }

    /** Writes states in another form than {@link RecordStateJson} does. */
    public SealedAggregateType<C, S, E> stateJson(StateJson<S> json) {
        return new SealedAggregateType<>(name, decider, state, commands, events, json, stateBytes, inlineViews);
    }

    /** Says how many bytes of memory a state takes about; see {@link #stateBytes(Object)}. */
    public SealedAggregateType<C, S, E> stateBytes(ToIntFunction<S> bytes) {
        return new SealedAggregateType<>(name, decider, state, commands, events, stateJson, bytes, inlineViews);
    }

    /** Adds a table that is written in the same transaction as the events. */
    public SealedAggregateType<C, S, E> inlineView(InlineView<E, ?> view) {
        List<InlineView<E, ?>> more = new ArrayList<>(inlineViews);
        more.add(view);
        return new SealedAggregateType<>(
                name, decider, state, commands, events, stateJson, stateBytes, List.copyOf(more));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Decider<C, S, E> decider() {
        return decider;
    }

    @Override
    public List<Schema> commands() {
        return commands.schemas();
    }

    @Override
    public List<Schema> events() {
        return events.schemas();
    }

    @Override
    public C command(String aggregateId, SpecificRecord record) {
        return commands.wrap(aggregateId, record);
    }

    @Override
    public E event(SpecificRecord record) {
        return events.wrap("", record);
    }

    @Override
    public SpecificRecord data(E event) {
        return events.unwrap(event);
    }

    @Override
    public StateJson<S> stateJson() {
        return stateJson;
    }

    @Override
    public int stateBytes(S state) {
        return stateBytes.applyAsInt(state);
    }

    @Override
    public List<InlineView<E, ?>> inlineViews() {
        return inlineViews;
    }

    @Override
    public String toString() {
        return "aggregate type " + name;
    }
}
