package dev.foldline.command.batch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.stream.StreamState;
import org.jspecify.annotations.Nullable;

/** A partition while it is ours: the fence, both cursors, and the states of its streams. Ends with the epoch. */
public final class OwnedPartition {

    private final int partition;
    private final long epoch;
    private final Cache<String, StreamState> states;
    private long nextOffset;
    private long nextPosition;

    /**
     * @param cacheBytesMax about how many bytes the states of its streams may take in memory
     */
    public OwnedPartition(Ownership ownership, long cacheBytesMax) {
        this.partition = ownership.partition();
        this.epoch = ownership.epoch();
        this.nextOffset = ownership.nextOffset();
        this.nextPosition = ownership.nextPosition();
        this.states = Caffeine.newBuilder()
                .maximumWeight(cacheBytesMax)
                .weigher((String aggregateId, StreamState state) -> state.bytes(aggregateId))
                .executor(Runnable::run)
                .build();
    }

    public int partition() {
        return partition;
    }

    public long epoch() {
        return epoch;
    }

    public long nextOffset() {
        return nextOffset;
    }

    public long nextPosition() {
        return nextPosition;
    }

    @Nullable
    StreamState cached(String aggregateId) {
        return states.getIfPresent(aggregateId);
    }

    void forget(String aggregateId) {
        states.invalidate(aggregateId);
    }

    /** Takes over that the offsets below are those of no commands. Called after the commit, never before. */
    public void passed(long offset) {
        nextOffset = offset;
    }

    /** Takes a committed batch over. Invariant: called after the commit, never before. */
    public void committed(PartitionDraft draft) {
        nextOffset = draft.nextOffset();
        nextPosition = draft.nextPosition();
        draft.streams().forEach(stream -> states.put(stream.id().aggregateId(), stream.committed()));
    }
}
