package dev.foldline.command.batch;

import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.stream.DeciderRunner;
import dev.foldline.command.stream.FoldedState;
import dev.foldline.command.stream.StreamState;
import dev.foldline.command.stream.WorkMark;
import dev.foldline.domain.AggregateType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Uncommitted changes of one stream in the current batch. */
final class StreamDraft implements WorkMark.Work {

    private final StreamId id;
    private final StreamState before;
    private final List<UUID> answered = new ArrayList<>(2);
    private Map<UUID, CommandOutcome> answeredEarlier = Map.of();
    private long version;
    private long snapshotVersion;
    private @Nullable AggregateType<?, ?, ?> type;
    private @Nullable FoldedState folded;

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
    String broken() {
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

    boolean mayHaveAnswered(UUID commandId) {
        return before.recentIds().mayHaveAnswered(commandId);
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

    boolean answeredInThisBatch(UUID commandId) {
        return answered.contains(commandId);
    }

    /** Moves the stream by the events of an accepted command. */
    void moved(AggregateType<?, ?, ?> byType, FoldedState after, int events) {
        if (events > 0) {
            type = byType;
            folded = after;
            version += events;
        }
    }

    void answered(UUID commandId) {
        answered.add(commandId);
    }

    /** The stream as the batch has moved it. */
    StreamState after() {
        return new StreamState(
                version, type, folded, before.recentIds().with(answered), snapshotVersion, before.broken());
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
        answered.forEach(before.recentIds()::remember);
        return new StreamState(version, type, folded, before.recentIds(), snapshotVersion, before.broken());
    }
}
