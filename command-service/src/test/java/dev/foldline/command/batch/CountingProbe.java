package dev.foldline.command.batch;

import dev.foldline.command.store.StreamId;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is told. */
final class CountingProbe implements BatchProbe {

    final List<String> unusableSnapshots = new ArrayList<>();
    final List<String> snapshotsNotTaken = new ArrayList<>();
    int cacheHits;
    int cacheMisses;
    long loadedEvents;

    @Override
    public void spent(Phase phase, long nanos) {}

    @Override
    public void cache(int hits, int misses) {
        cacheHits += hits;
        cacheMisses += misses;
    }

    @Override
    public void loaded(int streams, long events) {
        loadedEvents += events;
    }

    @Override
    public void snapshotUnusable(StreamId id, String aggregateType, String reason) {
        unusableSnapshots.add(id.aggregateId() + ": " + reason);
    }

    @Override
    public void snapshotNotTaken(StreamId id, String aggregateType, String reason) {
        snapshotsNotTaken.add(id.aggregateId() + ": " + reason);
    }
}
