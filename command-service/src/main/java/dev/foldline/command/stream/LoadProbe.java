package dev.foldline.command.stream;

import dev.foldline.command.store.StreamId;

/** Told what loading streams costs, for metrics. Called by many threads; must return at once. */
public interface LoadProbe {

    /** Streams were loaded, by folding so many events. */
    void loaded(int streams, long events);

    /**
     * A snapshot is of another shape, damaged, or of a version that its stream does not have: the stream is folded from
     * its first event instead.
     */
    void snapshotUnusable(StreamId id, String aggregateType, String reason);

    /** A snapshot would not be read back as it is, so it is not stored. */
    void snapshotNotTaken(StreamId id, String aggregateType, String reason);
}
