package dev.foldline.torture.client;

import java.time.Duration;

/** How long the clients got no result at a stretch. Thread-safe. */
public final class PauseMeter {

    private long lastNs = System.nanoTime();
    private long longestNs;
    private long results;

    synchronized void result() {
        long nowNs = System.nanoTime();
        longestNs = Math.max(longestNs, nowNs - lastNs);
        lastNs = nowNs;
        results++;
    }

    /** Forgets the longest pause until now. */
    public synchronized void begin() {
        lastNs = System.nanoTime();
        longestNs = 0;
    }

    /** The longest pause since {@link #begin} that a result has ended. */
    public synchronized Duration longest() {
        return Duration.ofNanos(longestNs);
    }

    /** Results since the start. */
    public synchronized long results() {
        return results;
    }
}
