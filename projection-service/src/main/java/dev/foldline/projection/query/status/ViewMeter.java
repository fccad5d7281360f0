package dev.foldline.projection.query.status;

import dev.foldline.projection.gate.GateState;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** Measures how fast a view folds on this instance, and says what is known of it here. Thread-safe. */
public final class ViewMeter {

    private static final double NS_PER_SECOND = 1e9;
    private static final int MILLI = 1000;

    private final ViewProgress progress;
    private final int partitions;
    private final long[] before;
    private final AtomicLongArray milliPerSecond;
    private long beforeNs;

    /**
     * @param partitions of the events topic
     */
    public ViewMeter(ViewProgress progress, int partitions) {
        this.progress = progress;
        this.partitions = partitions;
        this.before = new long[partitions];
        this.milliPerSecond = new AtomicLongArray(partitions);
    }

    /** Measures again; the rate is that between the last two measurements. Called by one thread. */
    void look(long nowNs) {
        double seconds = (nowNs - beforeNs) / NS_PER_SECOND;
        for (int partition = 0; partition < partitions; partition++) {
            long passed = progress.passed(partition);
            boolean wasHere = before[partition] != Long.MAX_VALUE && beforeNs != 0;
            double rate = wasHere && passed != Long.MAX_VALUE ? Math.max(0, passed - before[partition]) / seconds : 0;
            milliPerSecond.set(partition, (long) (rate * MILLI));
            before[partition] = passed;
        }
        beforeNs = nowNs;
    }

    /** Events per second, measured recently. */
    public double eventsPerSecond(int partition) {
        return milliPerSecond.get(partition) / (double) MILLI;
    }

    public ViewProgress progress() {
        return progress;
    }

    LocalStatus status(String instance) {
        SortedMap<Integer, LocalStatus.Partition> known = new TreeMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            long passed = progress.passed(partition);
            LocalStatus.Seen seen = seen(partition);
            if (passed != Long.MAX_VALUE || seen != null) {
                known.put(
                        partition,
                        new LocalStatus.Partition(
                                passed == Long.MAX_VALUE ? null : Long.valueOf(passed),
                                progress.lastTimeMs(partition),
                                eventsPerSecond(partition),
                                seen,
                                progress.parked(partition)));
            }
        }
        return new LocalStatus(
                instance,
                progress.version(),
                progress.state(),
                progress.lastError(),
                progress.waitsFor(),
                progress.readsAllPartitions(),
                new TreeSet<>(progress.tasks()),
                known);
    }

    private LocalStatus.@Nullable Seen seen(int partition) {
        GateState gate = progress.gate(partition);
        return gate == null ? null : new LocalStatus.Seen(gate.repeats(), gate.gaps(), gate.missing());
    }
}
