package dev.foldline.projection.readmodel;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What one read model does on this instance, for metrics and health. Thread-safe; written by its loop alone. */
public final class ReadModelStats {

    /** Key of what is wrong with no partition alone. */
    private static final int ALL = -1;

    private final Map<Integer, Long> positions = new ConcurrentHashMap<>();
    private final Map<Integer, Long> lags = new ConcurrentHashMap<>();
    private final Map<Integer, String> troubles = new ConcurrentHashMap<>();
    private final LongAdder rows = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private volatile @Nullable String lastError;

    /** Offset of the next record to read of a partition; null where the partition is not here. */
    public @Nullable Long position(int partition) {
        return positions.get(partition);
    }

    /** Records of a partition that are still to come; null where the partition is not here, or it is not known yet. */
    public @Nullable Long lag(int partition) {
        return lags.get(partition);
    }

    /** Rows written or removed since the start. */
    public long rows() {
        return rows.sum();
    }

    /** How often something went wrong since the start. */
    public long errors() {
        return errors.sum();
    }

    /** What went wrong last, whether or not it is over; null as long as nothing has. */
    public @Nullable String lastError() {
        return lastError;
    }

    /** What is wrong now, in one line; null if nothing is. */
    public @Nullable String trouble() {
        return troubles.isEmpty() ? null : new TreeMap<>(troubles).firstEntry().getValue();
    }

    void at(int partition, long position) {
        positions.put(partition, position);
    }

    void lagging(int partition, long lag) {
        lags.put(partition, lag);
    }

    void gone(int partition) {
        positions.remove(partition);
        lags.remove(partition);
        troubles.remove(partition);
    }

    void wrote(int changes) {
        rows.add(changes);
    }

    /** Something went wrong with a partition, and is so until it is over; false if it was known. */
    boolean failed(int partition, String what) {
        errors.increment();
        lastError = what;
        return !what.equals(troubles.put(partition, what));
    }

    /** Something went wrong with all partitions; false if it was known. */
    boolean failed(String what) {
        return failed(ALL, what);
    }

    /** Nothing is wrong with a partition any more; false if nothing was. */
    boolean over(int partition) {
        return troubles.remove(partition) != null;
    }

    /** Nothing is wrong with all partitions any more; false if nothing was. */
    boolean over() {
        return over(ALL);
    }
}
