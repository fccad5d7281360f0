package dev.foldline.projection.gate;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How far the rows on this instance have come, for every partition of the events topic: what a status shows, and what
 * a reader of its own write waits for.
 *
 * <p>A position counts here once its event has been folded, parked or skipped, not when the gate admits it: so a reader
 * that looks up a row afterwards sees the event in it. Positions of a transaction that aborts are folded again, from
 * the same events to the same rows. Thread-safe; each task writes its own.
 */
public final class FoldedPositions {

    private static final long NOT_READ = -1;

    private final int partitions;
    private final Map<Integer, Task> tasks = new ConcurrentHashMap<>();

    /**
     * @param partitions partitions of the events topic
     */
    public FoldedPositions(int partitions) {
        this.partitions = partitions;
    }

    /** The positions of one task; written by its thread alone. */
    public static final class Task {

        private final AtomicLongArray positions;
        private final AtomicLongArray timesMs;
        private final long[] nextPositions;
        private final long[] nextTimesMs;

        private Task(int partitions) {
            this.positions = new AtomicLongArray(partitions);
            this.timesMs = new AtomicLongArray(partitions);
            this.nextPositions = new long[partitions];
            this.nextTimesMs = new long[partitions];
            for (int partition = 0; partition < partitions; partition++) {
                positions.setPlain(partition, NOT_READ);
            }
        }

        /** The task reads a partition and begins behind this position. */
        public void begin(int partition, long position) {
            positions.setRelease(partition, position);
        }

        /**
         * The task is done with a position as soon as its batch is; see {@link #publish}.
         *
         * @param timeMs when its event happened, in milliseconds since 1970
         */
        public void passed(int partition, long position, long timeMs) {
            nextPositions[partition] = position;
            nextTimesMs[partition] = timeMs;
        }

        /** All events of a batch are folded, parked or skipped. */
        public void publish() {
            for (int partition = 0; partition < nextPositions.length; partition++) {
                if (nextPositions[partition] != 0) {
                    timesMs.setRelease(partition, nextTimesMs[partition]);
                    positions.setRelease(partition, nextPositions[partition]);
                    nextPositions[partition] = 0;
                }
            }
        }
    }

    /** Positions of a task that a stream thread now has, none known yet. */
    public Task open(int task) {
        Task opened = new Task(partitions);
        tasks.put(task, opened);
        return opened;
    }

    /** Forgets a task that goes elsewhere, unless its successor is open already. */
    public void close(int task, Task closed) {
        tasks.remove(task, closed);
    }

    /** The tasks that are here: the partitions of the rows. */
    public Set<Integer> tasks() {
        return new TreeSet<>(tasks.keySet());
    }

    /** The position that every task here which reads the partition has passed; {@link Long#MAX_VALUE} if none does. */
    public long passed(int partition) {
        long lowest = Long.MAX_VALUE;
        for (Task task : tasks.values()) {
            long position = task.positions.getAcquire(partition);
            if (position != NOT_READ) {
                lowest = Math.min(lowest, position);
            }
        }
        return lowest;
    }

    /** How far one task has come, by partition; 0 for those that it does not read. */
    public long[] of(int task) {
        long[] positions = new long[partitions];
        Task here = tasks.get(task);
        for (int partition = 0; here != null && partition < partitions; partition++) {
            positions[partition] = Math.max(0, here.positions.getAcquire(partition));
        }
        return positions;
    }

    /**
     * Whether a task that is here has passed this position, or does not read the partition, so its rows do not depend
     * on it.
     */
    public boolean hasPassed(int task, int partition, long position) {
        Task here = tasks.get(task);
        if (here == null) {
            return false;
        }
        long passed = here.positions.getAcquire(partition);
        return passed == NOT_READ || passed >= position;
    }

    /** When the last event of a partition that was folded here happened, in milliseconds since 1970; 0 before one. */
    public long lastTimeMs(int partition) {
        long latest = 0;
        for (Task task : tasks.values()) {
            latest = Math.max(latest, task.timesMs.getAcquire(partition));
        }
        return latest;
    }
}
