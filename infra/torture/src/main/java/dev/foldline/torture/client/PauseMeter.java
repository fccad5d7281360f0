package dev.foldline.torture.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How long the clients got no result at a stretch, from any partition and from each. Thread-safe. */
public final class PauseMeter {

    private final Map<Integer, Long> lastNsByPartition = new HashMap<>();
    private long lastNs = System.nanoTime();
    private long longestNs;
    private long results;
    private String cause = "";
    private Pause worst = Pause.NONE;

    /**
     * A time without a result from one partition.
     *
     * @param length    how long it took
     * @param partition of the commands
     * @param cause     what struck when it ended; empty before anything had
     */
    public record Pause(Duration length, int partition, String cause) {

        public static final Pause NONE = new Pause(Duration.ZERO, 0, "");
    }

    synchronized void result(int partition) {
        result(partition, System.nanoTime());
    }

    /** The same at a time that is given. */
    synchronized void result(int partition, long nowNs) {
        longestNs = Math.max(longestNs, nowNs - lastNs);
        lastNs = nowNs;
        results++;
        Long before = lastNsByPartition.put(partition, nowNs);
        if (before != null && nowNs - before > worst.length().toNanos()) {
            worst = new Pause(Duration.ofNanos(nowNs - before), partition, cause);
        }
    }

    /**
     * Forgets the longest pause until now.
     *
     * @param strikes what may cause the next one
     */
    public synchronized void begin(String strikes) {
        lastNs = System.nanoTime();
        longestNs = 0;
        cause = strikes;
    }

    /** The longest pause of all partitions together since {@link #begin} that a result has ended. */
    public synchronized Duration longest() {
        return Duration.ofNanos(longestNs);
    }

    /** The longest pause of a single partition since the start that a result has ended. */
    public synchronized Pause worst() {
        return worst;
    }

    /** Results since the start. */
    public synchronized long results() {
        return results;
    }
}
