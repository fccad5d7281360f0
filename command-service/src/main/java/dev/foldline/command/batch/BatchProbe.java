package dev.foldline.command.batch;

import dev.foldline.command.store.StreamId;

/** Told what a batch costs, for metrics. Called by the workers' threads; must return at once. */
public interface BatchProbe {

    void spent(Phase phase, long nanos);

    /** Streams of a batch that were in memory, and those that were not. */
    void cache(int hits, int misses);

    /** Streams were loaded, by folding so many events. */
    void loaded(int streams, long events);

    /**
     * A snapshot is of another shape, damaged, or of a version that its stream does not have: the stream is folded from
     * its first event instead.
     */
    void snapshotUnusable(StreamId id, String aggregateType, String reason);
}
