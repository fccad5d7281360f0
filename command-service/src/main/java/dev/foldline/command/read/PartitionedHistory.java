package dev.foldline.command.read;

import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.entry.StoredSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * Several databases as one history: each partition has its place in one of them.
 *
 * @param databases  the histories
 * @param databaseOf index into {@code databases} of the one that holds a partition
 */
public record PartitionedHistory(List<? extends StreamHistory> databases, IntUnaryOperator databaseOf)
        implements StreamHistory {

    @Override
    public long version(StreamId id) {
        return of(id).version(id);
    }

    @Override
    public long versionAt(StreamId id, Instant at) {
        return of(id).versionAt(id, at);
    }

    @Override
    public Optional<StoredSnapshot> snapshot(StreamId id, long versionMax) {
        return of(id).snapshot(id, versionMax);
    }

    @Override
    public List<StoredEvent> events(StreamId id, long fromVersion, int limit) {
        return of(id).events(id, fromVersion, limit);
    }

    private StreamHistory of(StreamId id) {
        return databases.get(databaseOf.applyAsInt(id.partition()));
    }
}
