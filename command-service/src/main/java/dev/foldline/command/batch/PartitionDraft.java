package dev.foldline.command.batch;

import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.DeadLetter;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.store.entry.ViewRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows that one batch will leave in one partition, and the streams that it moves. */
public final class PartitionDraft {

    private final OwnedPartition owner;
    private final Map<StreamId, StreamDraft> streams = new HashMap<>();
    private final List<StoredEvent> events = new ArrayList<>();
    private final List<CommandOutcome> outcomes = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<StoredSnapshot> snapshots = new ArrayList<>();
    private final List<ViewRow> viewRows = new ArrayList<>();
    private long nextOffset;
    private @Nullable String heldBy;

    PartitionDraft(OwnedPartition owner) {
        this.owner = owner;
        this.nextOffset = owner.nextOffset();
    }

    public OwnedPartition owner() {
        return owner;
    }

    /** The streams that the batch has looked at. */
    Collection<StreamDraft> streams() {
        return streams.values();
    }

    @Nullable
    StreamDraft stream(StreamId id) {
        return streams.get(id);
    }

    /** A stream that the batch has loaded before it decides. */
    StreamDraft loaded(StreamId id) {
        StreamDraft stream = streams.get(id);
        if (stream == null) {
            throw new IllegalStateException(id + " was not loaded before its command was decided");
        }
        return stream;
    }

    void add(StreamDraft stream) {
        streams.put(stream.id(), stream);
    }

    long nextOffset() {
        return nextOffset;
    }

    long nextPosition() {
        return owner.nextPosition() + events.size();
    }

    void add(StoredEvent event) {
        events.add(event);
    }

    void add(CommandOutcome outcome) {
        outcomes.add(outcome);
    }

    void add(DeadLetter letter) {
        deadLetters.add(letter);
    }

    void add(StoredSnapshot snapshot) {
        snapshots.add(snapshot);
    }

    void add(ViewRow row) {
        viewRows.add(row);
    }

    /** The batch ends here: the next command cannot be decided now, and so none after it. */
    void hold(String reason) {
        heldBy = reason;
    }

    /** Why commands that were given to the batch are not in it; null where all are. */
    public @Nullable String heldBy() {
        return heldBy;
    }

    /** Whether no command of the batch was decided. */
    public boolean isEmpty() {
        return nextOffset == owner.nextOffset();
    }

    void passed(long commandOffset) {
        nextOffset = commandOffset + 1;
    }

    /** How many events the batch has so far. */
    int eventCount() {
        return events.size();
    }

    /** The events behind the first so many. */
    List<StoredEvent> eventsFrom(int first) {
        return events.subList(first, events.size());
    }

    /** The outcome that was added last. */
    CommandOutcome lastOutcome() {
        return outcomes.getLast();
    }

    /** Takes no snapshot in this batch; one is due again at a later version. */
    public void dropSnapshots() {
        snapshots.clear();
    }

    /** The streams of this batch are not what memory says: they are loaded again before anything is decided on them. */
    public void forgetStreams() {
        streams.keySet().forEach(id -> owner.forget(id.aggregateId()));
    }

    public PartitionBatch rows() {
        return new PartitionBatch(
                owner.partition(),
                owner.epoch(),
                nextOffset,
                nextPosition(),
                events,
                outcomes,
                deadLetters,
                snapshots,
                viewRows);
    }
}
