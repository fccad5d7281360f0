package dev.foldline.command.loop;

import dev.foldline.command.batch.OwnedPartition;
import dev.foldline.command.forward.ForwardException;
import dev.foldline.command.forward.Forwarder;
import dev.foldline.command.loop.LoopProbe.PartitionState;
import dev.foldline.command.loop.source.CommandSource;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.command.store.UnfinishedReplay;
import dev.foldline.runtime.fault.Safeguard;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acquires, fences and releases partitions. There is one way in, {@link #acquire}: after an assignment, and after any
 * failure. So what it does is the whole of recovery.
 *
 * <p>A partition that another owner has fenced is left alone until the group has rebalanced and still gives it to us:
 * the group gave it to the owner that fenced us, and two owners that acquire it in turn would never make progress.
 *
 * <p>A partition that looks damaged is acquired once more, which reads the epoch, the committed offset, the results and
 * the events again. It stops only if it then looks the same, and is looked at again from time to time.
 *
 * <p>Used by the worker's thread alone, but for {@link #takenWhileBusy}.
 */
final class PartitionLifecycle implements CommandSource.Assignments {

    private static final Logger log = LoggerFactory.getLogger(PartitionLifecycle.class);

    /** How long a partition that goes to another worker waits until all of it is on the topics. */
    private static final Duration REVOKE_TIMEOUT = Duration.ofSeconds(3);

    /** How long partitions are acquired in one turn, before those that are owned are looked after. */
    private static final Duration ROUND = Duration.ofSeconds(2);

    /** A try that fails after so long is a costly one. */
    private static final Duration SLOW_TRY = Duration.ofSeconds(2);

    private final CommandSource source;
    private final EventStore store;
    private final Forwarder forwarder;
    private final Recovery recovery;
    private final LoopSettings settings;
    private final LoopProbe probe;
    private final LongSupplier nanoTime;
    private final PartitionSlots slots;
    private final AcquirePause pause;
    private final PartitionTroubles troubles;
    private long round;
    private boolean forwarderFailed = true;
    private long nextLookNs;

    PartitionLifecycle(LoopDependencies dependencies, LoopSettings settings) {
        this.source = dependencies.source();
        this.store = dependencies.store();
        this.forwarder = dependencies.forwarder();
        this.probe = dependencies.probe();
        this.nanoTime = dependencies.nanoTime();
        this.recovery = new Recovery(dependencies, settings);
        this.settings = settings;
        this.slots = new PartitionSlots(settings.owner(), source, probe);
        this.pause = new AcquirePause(settings, nanoTime);
        this.troubles = new PartitionTroubles(settings, probe, nanoTime);
        this.nextLookNs = nanoTime.getAsLong();
    }

    @Override
    public void assigned(Collection<Integer> partitions) {
        forwarder.joined(source.group());
        troubles.forget(partitions);
        partitions.forEach(partition -> slots.add(partition, "assigned by the group"));
        // The group has rebalanced and still counts these as ours, so nobody else was given them.
        slots.forEach((partition, slot) -> {
            if (slot.state() == PartitionState.FENCED) {
                slots.become(partition, PartitionState.WAITING, "still ours after the group has settled");
            }
        });
        pause.end();
        probe.settled(settings.owner());
    }

    @Override
    public void revoked(Collection<Integer> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        forwarder.joined(source.group());
        try {
            // The whole group waits for this.
            forwarder.flush(REVOKE_TIMEOUT);
        } catch (ForwardException e) {
            log.info(
                    "[{}] stops with batches that are not forwarded, the next owner forwards them: {}",
                    settings.owner(),
                    e.getMessage());
            forwarderFailed(e);
        }
        slots.release(partitions, "revoked by the group");
    }

    @Override
    public void lost(Collection<Integer> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        // Not one of the group until it has joined again, which may take as long as a rebalance does.
        probe.left(settings.owner());
        slots.release(partitions, "lost, the group has gone on without us");
        forwarderFailed(new ForwardException("partitions were lost while batches waited", null));
    }

    /** An open transaction keeps the generation that it began with, which ends when the partitions are revoked. */
    @Override
    public void takenWhileBusy(Collection<Integer> partitions) {
        // Without transactions it would be this alone that keeps them from being forwarded twice, most of the time.
        if (Safeguard.TRANSACTIONS.isEnabled()) {
            forwarder.abandon("the group took partitions " + partitions + " while the worker was busy");
        }
    }

    PartitionTroubles troubles() {
        return troubles;
    }

    /** The partition, if it is ours now. */
    @Nullable
    OwnedPartition owned(int partition) {
        PartitionSlots.Slot slot = slots.of(partition);
        return slot == null ? null : slot.owned;
    }

    /** These partitions must be acquired again before anything else happens to them. */
    void acquireAgain(Collection<Integer> partitions, Exception because) {
        for (int partition : partitions) {
            PartitionSlots.Slot slot = slots.of(partition);
            if (slot != null && slot.state() == PartitionState.OWNED) {
                slots.become(partition, PartitionState.WAITING, String.valueOf(because.getMessage()));
            }
        }
        pause.begin();
    }

    /** Forwarding has failed: whatever any partition has not forwarded is found in the table by acquiring it again. */
    void forwarderFailed(ForwardException because) {
        if (forwarderFailed) {
            return;
        }
        forwarderFailed = true;
        // Invariant: what waits is never forwarded under a later generation, in which a partition may be another's.
        forwarder.abandon(String.valueOf(because.getMessage()));
        acquireAgain(slots.all(), because);
    }

    /** Another owner has these partitions; the group is asked who they belong to. */
    void fenced(Collection<Integer> partitions) {
        partitions.forEach(
                partition -> slots.become(partition, PartitionState.FENCED, "another owner has acquired it"));
        source.rejoin("fenced on partitions " + partitions);
    }

    /**
     * Looks, once in a session time-out, whether another owner has acquired a partition of ours.
     *
     * <p>The next batch would notice, but a partition may have none for hours: an instance that came late with its
     * acquiring, after the group had given the partition to us, would be the owner that the table names for as long.
     */
    void lookForSuccessors() {
        if (nanoTime.getAsLong() - nextLookNs < 0) {
            return;
        }
        Map<Integer, Map<Integer, Long>> epochs = new TreeMap<>();
        slots.forEach((partition, slot) -> {
            if (slot.owned != null) {
                epochs.computeIfAbsent(store.databaseOf(partition), _ -> new TreeMap<>())
                        .put(partition, slot.owned.epoch());
            }
        });
        for (Map<Integer, Long> ofDatabase : epochs.values()) {
            try {
                Set<Integer> taken = store.fenced(ofDatabase);
                if (!taken.isEmpty()) {
                    log.warn("[{}] another owner has acquired partitions {}", settings.owner(), taken);
                    fenced(taken);
                }
            } catch (StoreUnavailableException e) {
                log.info("[{}] cannot check its ownership, retrying: {}", settings.owner(), e.getMessage());
            }
        }
        nextLookNs = nanoTime.getAsLong() + settings.sessionTimeout().toNanos();
    }

    /**
     * The table and the topics do not fit together in a partition, or seem not to: a former owner may have committed
     * between two reads. Another owner may have it by now; else everything is read again; and if that gives the same,
     * the partition stops until an operator has looked at it. Other partitions are not affected.
     *
     * @return whether it has stopped
     */
    boolean damaged(int partition, String reason, long epoch, long nextOffset) {
        PartitionSlots.Slot slot = slots.of(partition);
        if (slot == null) {
            return false;
        }
        if (isTaken(partition, epoch)) {
            fenced(Set.of(partition));
            return false;
        }
        PartitionSlots.Suspicion suspicion = new PartitionSlots.Suspicion(reason, nextOffset);
        boolean confirmed = suspicion.equals(slot.suspicion);
        slot.suspicion = suspicion;
        slot.nextLookNs = nanoTime.getAsLong() + settings.stoppedPause().toNanos();
        if (slot.state() == PartitionState.STOPPED && confirmed) {
            return true;
        }
        if (confirmed || slot.state() == PartitionState.STOPPED) {
            log.error("[{}] commands-{} stops: {}", settings.owner(), partition, reason);
            slots.become(partition, PartitionState.STOPPED, reason);
            return true;
        }
        slots.become(partition, PartitionState.WAITING, "looks damaged, reads everything again: " + reason);
        pause.begin();
        return false;
    }

    private boolean isTaken(int partition, long epoch) {
        try {
            return epoch > 0 && store.fenced(Map.of(partition, epoch)).contains(partition);
        } catch (StoreUnavailableException e) {
            // Nothing is given up by what is not known: the partition is acquired again in any case.
            log.info("[{}] commands-{}: {}", settings.owner(), partition, e.getMessage());
            return false;
        }
    }

    /** Acquires what waits, if it is time to try. */
    void acquireWaiting() {
        long nowNs = nanoTime.getAsLong();
        List<Integer> waiting = slots.longestUntried((partition, slot) ->
                (slot.state() == PartitionState.WAITING && !troubles.waits(partition) && !slot.isPostponedAt(nowNs))
                        || (slot.state() == PartitionState.STOPPED && nowNs - slot.nextLookNs >= 0));
        if (waiting.isEmpty() || !pause.isOver()) {
            return;
        }
        try {
            if (forwarderFailed) {
                forwarder.reset();
                forwarderFailed = false;
            } else {
                // What still waits to be forwarded is not on the topics yet, and would be forwarded twice.
                forwarder.flush();
            }
            acquireAll(waiting);
        } catch (ForwardException e) {
            forwarderFailed(e);
            log.warn("[{}] cannot acquire {}, retrying: {}", settings.owner(), waiting, e.getMessage());
            pause.begin();
        } catch (KafkaException e) {
            acquireAgain(waiting, e);
            log.warn("[{}] cannot acquire {}, retrying: {}", settings.owner(), waiting, e.getMessage());
        }
    }

    /**
     * A database that does not answer is not asked again in this round, and holds up no partition of another one; nor
     * does a partition that the database cannot give now, or whose topics cannot be read or do not take its records. A
     * round that takes long ends, so that the partitions that are owned are not held up either; the next begins with
     * those that were not tried.
     */
    private void acquireAll(List<Integer> waiting) throws ForwardException {
        Set<Integer> silentDatabases = new HashSet<>();
        boolean tryAgain = false;
        long startedNs = nanoTime.getAsLong();
        round++;
        for (int partition : waiting) {
            int database = store.databaseOf(partition);
            if (nanoTime.getAsLong() - startedNs > ROUND.toNanos()) {
                return;
            }
            if (!silentDatabases.contains(database)) {
                long triedNs = nanoTime.getAsLong();
                try {
                    source.progressed();
                    slots.tried(partition, round);
                    if (isReplayed(partition)) {
                        tryAgain = true;
                    } else {
                        acquire(partition);
                    }
                } catch (StoreUnavailableException e) {
                    if (e.kind() == StoreUnavailableException.Kind.AWAY) {
                        silentDatabases.add(database);
                    } else {
                        tryAgain = true;
                        postponeIfSlow(partition, triedNs);
                    }
                    cannotAcquire(partition, e);
                } catch (ForwardException | KafkaException e) {
                    tryAgain = true;
                    cannotAcquire(partition, e);
                    // What was to be forwarded was of this partition alone, so nothing of another one is lost.
                    if (hasFailed(forwarder)) {
                        forwarder.reset();
                        slots.postpone(partition, nanoTime.getAsLong(), settings);
                    } else {
                        postponeIfSlow(partition, triedNs);
                    }
                }
            }
        }
        if (silentDatabases.isEmpty() && !tryAgain) {
            pause.succeeded();
        } else {
            pause.begin();
        }
    }

    private void postponeIfSlow(int partition, long triedNs) {
        long nowNs = nanoTime.getAsLong();
        if (nowNs - triedNs > SLOW_TRY.toNanos()) {
            slots.postpone(partition, nowNs, settings);
        }
    }

    private static boolean hasFailed(Forwarder forwarder) {
        try {
            forwarder.check();
            return false;
        } catch (ForwardException _) {
            return true;
        }
    }

    private void cannotAcquire(int partition, Exception because) {
        log.warn("[{}] cannot acquire commands-{}, retrying: {}", settings.owner(), partition, because.getMessage());
        slots.waitsBecause(partition, String.valueOf(because.getMessage()));
    }

    /**
     * Whether the partition has to wait as its events topic is being built again.
     *
     * <p>We are in the group by now, and a replay begins only after it has found the group without members: so a replay
     * that is not found here does not begin while the partition is ours.
     */
    private boolean isReplayed(int partition) {
        Optional<UnfinishedReplay> replay = store.unfinishedReplay(partition);
        PartitionSlots.Slot slot = slots.of(partition);
        if (replay.isPresent() && slot != null && !slot.waitsForReplay) {
            slot.waitsForReplay = true;
            slots.become(
                    partition,
                    PartitionState.WAITING,
                    "an unfinished replay builds the events topic again, and has come to position "
                            + replay.get().nextPosition() + " of "
                            + replay.get().lastPosition()
                            + ": waits for it to finish; if it has stopped, ./foldline replay goes on with it");
        }
        return replay.isPresent();
    }

    /** The protocol's three steps: raise the epoch, forward what was decided but not forwarded, start where it ends. */
    private void acquire(int partition) throws ForwardException {
        Ownership ownership;
        try {
            ownership = store.acquire(partition, settings.owner());
        } catch (StoreCorruptException e) {
            damaged(partition, String.valueOf(e.getMessage()), 0, 0);
            return;
        }
        try {
            ownership = recovery.startOfTopic(ownership);
            recovery.bringTopicsUpTo(ownership);
            OwnedPartition owned = new OwnedPartition(ownership, settings.cacheBytesMax());
            source.start(partition, ownership.nextOffset());
            PartitionSlots.Slot slot = slots.of(partition);
            if (slot != null) {
                slot.takenBy(owned);
                slots.become(partition, PartitionState.OWNED, "");
            }
        } catch (StoreCorruptException e) {
            damaged(partition, String.valueOf(e.getMessage()), ownership.epoch(), ownership.nextOffset());
        }
    }
}
