package dev.foldline.projection.readmodel;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Stats of one read model on this instance, for metrics and health. Thread-safe; only its loop writes them. */
public final class ReadModelStats {

    /** Key of a problem that does not concern a single partition. */
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

    /** Records a problem of a partition, which lasts until {@link #over}; false if it was known. */
    boolean failed(int partition, String what) {
        errors.increment();
        lastError = what;
        return !what.equals(troubles.put(partition, what));
    }

    /** Records a problem of all partitions; false if it was known. */
    boolean failed(String what) {
        return failed(ALL, what);
    }

    /** Records that the problem of a partition is over; false if it had none. */
    boolean over(int partition) {
        return troubles.remove(partition) != null;
    }

    /** Records that the problem of all partitions is over; false if they had none. */
    boolean over() {
        return over(ALL);
    }
}
