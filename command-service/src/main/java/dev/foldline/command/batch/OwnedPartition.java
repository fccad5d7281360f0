package dev.foldline.command.batch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.stream.StreamState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A partition while it is ours: the fence, both cursors, and the states of its streams. Ends with the epoch. */
public final class OwnedPartition {

    /**
     * How long a stream that could not be folded is remembered as such. What it lacked may be there by then, such as a
     * schema of a registry that was restored.
     */
    static final Duration BROKEN_FOR = Duration.ofSeconds(30);

    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    /** The history of one stream takes at most this part of the memory for all streams of its partition. */
    private static final int HISTORY_PART = 2;

    private final int partition;
    private final long epoch;
    private final Cache<String, StreamState> states;
    private final long cacheBytesMax;
    private long nextOffset;
    private long nextPosition;

    /**
     * @param cacheBytesMax about how many bytes the states of its streams may take in memory
     */
    public OwnedPartition(Ownership ownership, long cacheBytesMax) {
        this(ownership, cacheBytesMax, Ticker.systemTicker());
    }

    OwnedPartition(Ownership ownership, long cacheBytesMax, Ticker ticker) {
        this.partition = ownership.partition();
        this.epoch = ownership.epoch();
        this.nextOffset = ownership.nextOffset();
        this.nextPosition = ownership.nextPosition();
        this.cacheBytesMax = cacheBytesMax;
        this.states = Caffeine.newBuilder()
                .maximumWeight(cacheBytesMax)
                .weigher((String aggregateId, StreamState state) -> state.bytes(aggregateId))
                .expireAfter(Expiry.creating(
                        (String _, StreamState state) -> state.broken() == null ? FOR_EVER : BROKEN_FOR))
                .ticker(ticker)
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

    /** About how many bytes the history of one stream may take in memory, so that many streams have room beside it. */
    long historyBytesMax() {
        return cacheBytesMax / HISTORY_PART;
    }

    @Nullable
    StreamState cached(String aggregateId) {
        return states.getIfPresent(aggregateId);
    }

    /** The stream is not what memory says: it is loaded again before anything is decided on it. */
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
