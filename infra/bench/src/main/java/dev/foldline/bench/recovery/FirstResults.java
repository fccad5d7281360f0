package dev.foldline.bench.recovery;

import dev.foldline.schema.CommandResult;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * By partition, when the first result was there of a command that was sent after a moment. Thread-safe.
 *
 * <p>The moment is when an owner was dead: a command that was sent later is the successor's, whereas results of earlier
 * ones may still be on their way.
 */
final class FirstResults {

    private final Map<Integer, Long> doneNs = new ConcurrentHashMap<>();
    private volatile long sentAfterNs;

    /** Forgets what was seen, and takes commands from now on. */
    void beginNow() {
        sentAfterNs = Long.MAX_VALUE;
        doneNs.clear();
        sentAfterNs = System.nanoTime();
    }

    /** A result is there, or null for none. */
    void seen(long sentNs, @Nullable CommandResult result) {
        if (result != null && sentNs > sentAfterNs) {
            doneNs.putIfAbsent(result.getPartition(), System.nanoTime());
        }
    }

    /** Whether each of these partitions had one. */
    boolean all(Set<Integer> partitions) {
        return doneNs.keySet().containsAll(partitions);
    }

    /** When the first of these partitions had one. */
    long firstNs(Set<Integer> partitions) {
        return partitions.stream().mapToLong(this::of).min().orElseThrow();
    }

    /** When the last of these partitions had one. */
    long lastNs(Set<Integer> partitions) {
        return partitions.stream().mapToLong(this::of).max().orElseThrow();
    }

    private long of(int partition) {
        Long done = doneNs.get(partition);
        if (done == null) {
            throw new IllegalStateException("partition " + partition + " has had no result");
        }
        return done;
    }
}
