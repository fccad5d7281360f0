package dev.foldline.demo;

import dev.foldline.schema.CommandResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Counts results, and takes the time of each send and result. Thread-safe: sends come from one thread, results from
 * another.
 */
final class DemoTally {

    private static final double NS_PER_MS = 1_000_000.0;
    private static final double HALF = 0.5;
    private static final double NEARLY_ALL = 0.99;

    private final long[] sentNs;
    private final long[] tookNs;
    private final CountDownLatch open;
    private final Map<String, Long> rejectedByCode = new TreeMap<>();
    private final Map<String, Long> failedByCode = new TreeMap<>();
    private final Map<String, Long> decidedByType = new TreeMap<>();
    private long accepted;
    private long duplicates;
    private long events;
    private int answered;
    private long unanswered;
    private long lastNs;
    private @Nullable String firstError;

    DemoTally(int commands) {
        sentNs = new long[commands];
        tookNs = new long[commands];
        open = new CountDownLatch(commands);
    }

    /** Takes the time of a send. Before the command goes out, so that its result, on another thread, finds it. */
    void sent(int index) {
        sentNs[index] = System.nanoTime();
    }

    void completed(int index, @Nullable CommandResult result, @Nullable Throwable failure) {
        long nowNs = System.nanoTime();
        synchronized (this) {
            lastNs = nowNs;
            if (result == null) {
                unanswered++;
                firstError = firstError == null && failure != null ? failure.getMessage() : firstError;
            } else {
                tookNs[answered] = nowNs - sentNs[index];
                answered++;
                count(result);
            }
        }
        open.countDown();
    }

    CountDownLatch open() {
        return open;
    }

    /** To be called when nothing is open any more. */
    synchronized DemoStats figures() {
        long[] sorted = Arrays.copyOf(tookNs, answered);
        Arrays.sort(sorted);
        return new DemoStats(
                sentNs.length,
                accepted,
                Collections.unmodifiableMap(rejectedByCode),
                Collections.unmodifiableMap(failedByCode),
                Collections.unmodifiableMap(decidedByType),
                duplicates,
                unanswered,
                firstError,
                events,
                Duration.ofNanos(lastNs - sentNs[0]),
                percentileMs(sorted, HALF),
                percentileMs(sorted, NEARLY_ALL));
    }

    private void count(CommandResult result) {
        if (result.getDuplicate()) {
            duplicates++;
            return;
        }
        decidedByType.merge(result.getAggregateType(), 1L, Long::sum);
        switch (result.getStatus()) {
            case ACCEPTED -> {
                accepted++;
                events += result.getEventCount();
            }
            case REJECTED -> rejectedByCode.merge(result.getErrorCode(), 1L, Long::sum);
            case FAILED -> failedByCode.merge(result.getErrorCode(), 1L, Long::sum);
        }
    }

    private static double percentileMs(long[] sortedNs, double share) {
        if (sortedNs.length == 0) {
            return 0;
        }
        int index = (int) Math.ceil(share * sortedNs.length) - 1;
        return sortedNs[Math.max(0, index)] / NS_PER_MS;
    }
}
