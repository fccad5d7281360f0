package dev.foldline.command.loop;

import dev.foldline.command.store.StreamId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions whose last batch did not get through, and what is remembered of each until one does: how long it
 * waits, how many of its commands are tried at a time, which of its streams others write to. A partition in trouble is
 * carried through alone, after the others. Used by the worker's thread alone.
 */
final class PartitionTroubles {

    private static final Logger log = LoggerFactory.getLogger(PartitionTroubles.class);

    private static final class Trouble {
        private final Set<StreamId> contended = new HashSet<>();
        private final AcquirePause pause;
        private int conflicts;
        private long lastNs;
        private int recordsMax = Integer.MAX_VALUE;
        private int recordsBefore;
        private String reason = "";

        Trouble(AcquirePause pause) {
            this.pause = pause;
        }
    }

    private final LoopSettings settings;
    private final LoopProbe probe;
    private final LongSupplier nanoTime;
    private final Map<Integer, Trouble> troubles = new TreeMap<>();

    PartitionTroubles(LoopSettings settings, LoopProbe probe, LongSupplier nanoTime) {
        this.settings = settings;
        this.probe = probe;
        this.nanoTime = nanoTime;
    }

    /** Whether a partition is to be carried through alone, after the others. */
    boolean has(int partition) {
        return troubles.containsKey(partition);
    }

    /** Whether a partition waits before it is acquired again. */
    boolean waits(int partition) {
        Trouble trouble = troubles.get(partition);
        return trouble != null && !trouble.pause.isOver();
    }

    /** How many commands of a partition go into one batch. */
    int recordsMax(int partition) {
        Trouble trouble = troubles.get(partition);
        return trouble == null ? Integer.MAX_VALUE : trouble.recordsMax;
    }

    /** The streams of these partitions that others keep writing to: their commands fail. */
    Set<StreamId> contended(Collection<Integer> partitions) {
        if (troubles.isEmpty()) {
            return Set.of();
        }
        Set<StreamId> contended = new HashSet<>();
        troubles.forEach((partition, trouble) -> {
            if (partitions.contains(partition)) {
                contended.addAll(trouble.contended);
            }
        });
        return contended;
    }

    /** A batch of it was refused for what is in it: the next ones are tried alone until one gets through whole. */
    void suspect(int partition) {
        of(partition);
    }

    /** A batch of it could not be carried through now; it waits, twice as long with each failure. */
    void failed(int partition, String reason) {
        Trouble trouble = of(partition);
        trouble.pause.begin();
        if (!reason.equals(trouble.reason)) {
            trouble.reason = reason;
            log.warn("[{}] commands-{}: batch failed, retrying: {}", settings.owner(), partition, reason);
        }
        probe.trouble(settings.owner(), partition, reason);
    }

    /** A batch of so many commands took longer than a transaction may. */
    void tooSlow(int partition, int records) {
        Trouble trouble = of(partition);
        trouble.recordsMax = Math.max(1, records / 2);
        trouble.recordsBefore = Math.max(trouble.recordsBefore, records);
    }

    /**
     * A stream of it has moved meanwhile: it is decided again after a pause, some times; then its commands fail.
     *
     * @param stream null if it is not known which
     * @return whether it was decided again often enough
     */
    boolean conflict(int partition, @Nullable StreamId stream, String reason) {
        failed(partition, reason);
        Trouble trouble = of(partition);
        trouble.conflicts++;
        boolean enough = trouble.conflicts > settings.versionRetriesMax();
        if (enough && stream != null) {
            trouble.contended.add(stream);
        }
        return enough;
    }

    /** A batch of it is in the table: the next is as large and as much together with others as any. */
    void passed(int partition) {
        Trouble trouble = troubles.get(partition);
        if (trouble == null) {
            return;
        }
        if (trouble.recordsMax < trouble.recordsBefore) {
            trouble.recordsMax *= 2;
            trouble.pause.succeeded();
            probe.trouble(settings.owner(), partition, "");
        } else {
            forget(partition);
        }
    }

    /** Nothing is known of these partitions any more. */
    void forget(Collection<Integer> partitions) {
        partitions.forEach(this::forget);
    }

    /**
     * A partition that is owned, and has been without another failure for so long, has no command left that could fail.
     */
    void forgetOld(IntPredicate owned) {
        if (troubles.isEmpty()) {
            return;
        }
        long nowNs = nanoTime.getAsLong();
        Map<Integer, Trouble> all = new HashMap<>(troubles);
        all.forEach((partition, trouble) -> {
            if (owned.test(partition)
                    && nowNs - trouble.lastNs > settings.stoppedPause().toNanos()) {
                forget(partition);
            }
        });
    }

    private void forget(int partition) {
        Trouble trouble = troubles.remove(partition);
        if (trouble != null && !trouble.reason.isEmpty()) {
            log.info("[{}] commands-{}: the trouble has passed: {}", settings.owner(), partition, trouble.reason);
            probe.trouble(settings.owner(), partition, "");
        }
    }

    private Trouble of(int partition) {
        Trouble trouble = troubles.computeIfAbsent(partition, _ -> new Trouble(new AcquirePause(settings, nanoTime)));
        trouble.lastNs = nanoTime.getAsLong();
        return trouble;
    }
}
