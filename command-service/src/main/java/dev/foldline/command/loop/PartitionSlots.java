package dev.foldline.command.loop;

import dev.foldline.command.batch.OwnedPartition;
import dev.foldline.command.loop.LoopProbe.PartitionState;
import dev.foldline.command.loop.source.CommandSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The partitions that the group has given to a worker, and what it can do with each. Used by its thread alone. */
final class PartitionSlots {

    private static final Logger log = LoggerFactory.getLogger(PartitionSlots.class);
    private static final int COSTLY_DOUBLINGS_MAX = 3;

    /** One partition. */
    static final class Slot {
        private PartitionState state = PartitionState.WAITING;
        private String reason = "";

        @Nullable
        OwnedPartition owned;

        @Nullable
        Suspicion suspicion;

        /** When a partition that has stopped is looked at again. */
        long nextLookNs;

        /** Whether it was said that the partition waits for a replay. */
        boolean waitsForReplay;

        /** In which round it was last tried to acquire it; 0 for none. */
        long triedInRound;

        /** How often in turn trying to acquire it failed at a cost to others, and when it is tried again. */
        private int costlyTries;

        private long postponedUntilNs;

        PartitionState state() {
            return state;
        }

        boolean isPostponedAt(long nowNs) {
            return costlyTries > 0 && nowNs - postponedUntilNs < 0;
        }

        void takenBy(OwnedPartition owner) {
            owned = owner;
            costlyTries = 0;
        }
    }

    /**
     * What makes a partition look damaged.
     *
     * @param nextOffset first command that was not decided then
     */
    record Suspicion(String reason, long nextOffset) {}

    private final String owner;
    private final CommandSource source;
    private final LoopProbe probe;
    private final Map<Integer, Slot> slots = new TreeMap<>();

    PartitionSlots(String owner, CommandSource source, LoopProbe probe) {
        this.owner = owner;
        this.source = source;
        this.probe = probe;
    }

    @Nullable
    Slot of(int partition) {
        return slots.get(partition);
    }

    List<Integer> all() {
        return List.copyOf(slots.keySet());
    }

    void forEach(BiConsumer<Integer, Slot> action) {
        slots.forEach(action);
    }

    /** The partitions of some slots, those first that were tried longest ago. */
    List<Integer> longestUntried(BiPredicate<Integer, Slot> which) {
        return slots.entrySet().stream()
                .filter(entry -> which.test(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(entry -> entry.getValue().triedInRound))
                .map(Map.Entry::getKey)
                .toList();
    }

    void add(int partition, String reason) {
        slots.put(partition, new Slot());
        become(partition, PartitionState.WAITING, reason);
    }

    void release(Collection<Integer> partitions, String reason) {
        for (int partition : partitions) {
            if (slots.remove(partition) != null) {
                probe.partition(owner, partition, PartitionState.RELEASED, 0, reason);
                log.info("[{}] commands-{} released: {}", owner, partition, reason);
            }
        }
    }

    void tried(int partition, long round) {
        Slot slot = slots.get(partition);
        if (slot != null) {
            slot.triedInRound = round;
        }
    }

    /** A partition whose tries are costly is tried less and less often, so that the others go on. */
    void postpone(int partition, long nowNs, LoopSettings settings) {
        Slot slot = slots.get(partition);
        if (slot != null) {
            long pauseNs = settings.acquirePauseMax().toNanos() << Math.min(slot.costlyTries, COSTLY_DOUBLINGS_MAX);
            slot.costlyTries++;
            slot.postponedUntilNs =
                    nowNs + Math.min(pauseNs, settings.stoppedPause().toNanos());
        }
    }

    /** A partition waits for another reason than before. */
    void waitsBecause(int partition, String reason) {
        Slot slot = slots.get(partition);
        if (slot != null && slot.state == PartitionState.WAITING && !slot.reason.equals(reason)) {
            slot.reason = reason;
            probe.partition(owner, partition, PartitionState.WAITING, 0, reason);
        }
    }

    void become(int partition, PartitionState state, String reason) {
        Slot slot = slots.get(partition);
        if (slot == null) {
            return;
        }
        slot.state = state;
        slot.reason = reason;
        if (state != PartitionState.OWNED) {
            slot.owned = null;
            source.stop(partition);
        }
        OwnedPartition owned = slot.owned;
        long epoch = owned == null ? 0 : owned.epoch();
        probe.partition(owner, partition, state, epoch, reason);
        if (owned == null) {
            log.info("[{}] commands-{} {}: {}", owner, partition, state, reason);
        } else {
            log.info(
                    "[{}] commands-{} owned in epoch {} from offset {}, position {}",
                    owner,
                    partition,
                    epoch,
                    owned.nextOffset(),
                    owned.nextPosition());
        }
    }
}
