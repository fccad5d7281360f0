package dev.foldline.projection.query;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The part of a view that one instance has, in maps; its partitions can be moved, and its positions set. */
final class FakeView implements LocalView, Peers {

    private final Map<Integer, SortedMap<String, SpecificRecord>> partitions = new ConcurrentHashMap<>();
    private final Map<Integer, Long> passed = new ConcurrentHashMap<>();
    private final List<URI> others = new CopyOnWriteArrayList<>();
    private @Nullable URI likely;
    private volatile int unreadable = -1;

    SharedView shared() {
        return new SharedView(this, this);
    }

    /** Gives it a partition without rows, of which it has passed position 0. */
    void has(int partition) {
        partitions.put(partition, new TreeMap<>());
        passed.put(partition, 0L);
    }

    void put(int partition, String key, SpecificRecord row) {
        Objects.requireNonNull(partitions.get(partition)).put(key, row);
    }

    /** Takes a partition away, as if another instance would have it soon. */
    void giveAway(int partition) {
        partitions.remove(partition);
        passed.remove(partition);
    }

    /** The task of a partition stays, but its store closes under the reader. */
    void closeStore(int partition) {
        unreadable = partition;
    }

    void passed(int partition, long position) {
        passed.put(partition, position);
    }

    void knows(URI other) {
        others.add(other);
    }

    void expects(URI host) {
        likely = host;
    }

    @Override
    public Set<Integer> here() {
        return Set.copyOf(partitions.keySet());
    }

    @Override
    public long passed(int partition) {
        return passed.getOrDefault(partition, Long.MAX_VALUE);
    }

    @Override
    public @Nullable SpecificRecord row(int partition, String key) throws ViewUnavailableException {
        return rowsOf(partition).get(key);
    }

    @Override
    public List<Row> rows(int partition, int limit) throws ViewUnavailableException {
        return rowsOf(partition).entrySet().stream()
                .limit(limit)
                .map(row -> new Row(row.getKey(), row.getValue()))
                .toList();
    }

    @Override
    public List<URI> others() {
        return List.copyOf(others);
    }

    @Override
    public Optional<URI> likelyHost(String key) {
        return Optional.ofNullable(likely);
    }

    private SortedMap<String, SpecificRecord> rowsOf(int partition) throws ViewUnavailableException {
        SortedMap<String, SpecificRecord> rows = partitions.get(partition);
        if (rows == null || partition == unreadable) {
            throw new ViewUnavailableException("partition " + partition + " is closed", null);
        }
        return rows;
    }
}
