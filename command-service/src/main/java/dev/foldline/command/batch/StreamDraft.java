package dev.foldline.command.batch;

import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.stream.BrokenStream;
import dev.foldline.command.stream.DeciderRunner;
import dev.foldline.command.stream.FoldedState;
import dev.foldline.command.stream.RecentCommandIds;
import dev.foldline.command.stream.StreamState;
import dev.foldline.command.stream.WorkMark;
import dev.foldline.domain.AggregateType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Uncommitted changes of one stream in the current batch. */
final class StreamDraft implements WorkMark.Work {

    private final StreamId id;
    private final StreamState before;
    private final List<Answer> answered = new ArrayList<>(2);

    /** By command id, what the table will have of it. */
    private final Map<UUID, Outcome> outcomes = new HashMap<>();

    private Map<UUID, CommandOutcome> answeredEarlier = Map.of();
    private long version;
    private long snapshotVersion;
    private @Nullable AggregateType<?, ?, ?> type;
    private @Nullable FoldedState folded;

    /** One command, and the version of the stream after it. */
    private record Answer(UUID commandId, long version, long offset) {}

    /** What became of a command: its events, or a row. */
    private sealed interface Outcome {

        record Events(List<StoredEvent> events) implements Outcome {}

        record Row(CommandOutcome row) implements Outcome {}
    }

    StreamDraft(StreamId id, StreamState before) {
        this.id = id;
        this.before = before;
        this.version = before.version();
        this.snapshotVersion = before.snapshotVersion();
        this.type = before.type();
        this.folded = before.folded();
    }

    @Override
    public String inWords() {
        return "the snapshot or the view rows of stream " + id.aggregateId();
    }

    StreamId id() {
        return id;
    }

    long version() {
        return version;
    }

    /** The stream as it was before the batch. */
    StreamState before() {
        return before;
    }

    /** Whether the batch has left events in the stream. */
    boolean hasMoved() {
        return version > before.version();
    }

    @Nullable
    BrokenStream broken() {
        return before.broken();
    }

    /** The stream's type; null while there is no stream. */
    @Nullable
    AggregateType<?, ?, ?> type() {
        return type;
    }

    /** What to decide on, for a command of a type that the stream has or will have. */
    FoldedState folded(AggregateType<?, ?, ?> commandType) {
        return folded == null ? DeciderRunner.initial(commandType) : folded;
    }

    /** The commands that the stream has answered before this batch. */
    RecentCommandIds recentIds() {
        return before.recentIds();
    }

    /** Takes the outcomes that the table has of the commands asked for. */
    void foundOutcomes(Map<UUID, CommandOutcome> found) {
        answeredEarlier = found;
    }

    /** What the table has of a command, else null. */
    @Nullable
    CommandOutcome answeredEarlier(UUID commandId) {
        return answeredEarlier.get(commandId);
    }

    /** The outcome of a command that this batch has decided already: the same that the table will have; else null. */
    @Nullable
    CommandOutcome answeredInThisBatch(UUID commandId) {
        return switch (outcomes.get(commandId)) {
            case null -> null;
            case Outcome.Events(List<StoredEvent> events) -> CommandOutcome.ofEvents(events);
            case Outcome.Row(CommandOutcome row) -> row;
        };
    }

    /** Moves the stream by the events of an accepted command. */
    void moved(AggregateType<?, ?, ?> byType, FoldedState after, int events) {
        if (events > 0) {
            type = byType;
            folded = after;
            version += events;
        }
    }

    /**
     * A command was accepted.
     *
     * @param events the events that it left, at least one
     */
    void answered(UUID commandId, List<StoredEvent> events, long offset) {
        outcomes.put(commandId, new Outcome.Events(events));
        answered.add(new Answer(commandId, version, offset));
    }

    /** A command left a row instead of events. */
    void answered(UUID commandId, CommandOutcome outcome, long offset) {
        outcomes.merge(
                commandId,
                new Outcome.Row(outcome),
                (first, _) -> first instanceof Outcome.Row(CommandOutcome row)
                        ? new Outcome.Row(CommandOutcome.standing(row, outcome))
                        : first);
        answered.add(new Answer(commandId, version, offset));
    }

    /** The stream as the batch has moved it. */
    StreamState after() {
        return new StreamState(
                version,
                type,
                folded,
                before.recentIds().with(answered.stream().map(Answer::commandId).toList()),
                snapshotVersion,
                before.broken());
    }

    long snapshotVersion() {
        return snapshotVersion;
    }

    /** The batch takes a snapshot of the stream as it is now. */
    void snapshotTaken() {
        snapshotVersion = version;
    }

    /** The stream after the commit. */
    StreamState committed() {
        RecentCommandIds recentIds = before.recentIds();
        answered.forEach(answer -> recentIds.answered(answer.commandId, answer.version, answer.offset));
        return new StreamState(version, type, folded, recentIds, snapshotVersion, before.broken());
    }
}
