package dev.foldline.command.ops;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When each worker of this instance last finished a turn. Thread-safe.
 *
 * <p>A worker without commands finishes several turns a second, and each of them serves all its partitions. So the age
 * of its last turn says how long nothing can have happened to any of them, whatever holds the worker up.
 */
public final class WorkerTurns {

    private final Duration limit;
    private final LongSupplier nanoTime;
    private final Map<String, Long> finishedNs = new ConcurrentHashMap<>();

    /**
     * @param limit    how long a turn may take before it is reported
     * @param nanoTime a clock that only moves on
     */
    public WorkerTurns(Duration limit, LongSupplier nanoTime) {
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    /** The worker has joined the group; its first turn is not finished yet. */
    void joined(String worker) {
        finishedNs.putIfAbsent(worker, nanoTime.getAsLong());
    }

    void finished(String worker) {
        finishedNs.put(worker, nanoTime.getAsLong());
    }

    /** The worker takes no turns until it joins again. */
    void left(String worker) {
        finishedNs.remove(worker);
    }

    /** The workers whose turn takes longer than the limit, in order, and how long it has taken so far. */
    Map<String, Duration> late() {
        long nowNs = nanoTime.getAsLong();
        Map<String, Duration> late = new TreeMap<>();
        finishedNs.forEach((worker, sinceNs) -> {
            Duration taken = Duration.ofNanos(nowNs - sinceNs);
            if (taken.compareTo(limit) >= 0) {
                late.put(worker, taken);
            }
        });
        return late;
    }
}
