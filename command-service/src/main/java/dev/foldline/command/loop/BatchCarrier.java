package dev.foldline.command.loop;

import dev.foldline.command.batch.BatchDecider;
import dev.foldline.command.batch.OwnedPartition;
import dev.foldline.command.batch.PartitionDraft;
import dev.foldline.command.batch.rule.Refusal;
import dev.foldline.command.forward.ForwardException;
import dev.foldline.command.store.AppendOutcomeUnknownException;
import dev.foldline.command.store.FencedException;
import dev.foldline.command.store.RowsRefusedException;
import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.WrongExpectedVersionException;
import dev.foldline.serde.RegistryUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries what was polled through, whatever is wrong with a part of it. All partitions of one
 * database go together, and all their commands; what goes wrong is narrowed down from there.
 *
 * <p>First to its partition: each is tried alone, in the same turn, so that the others do not feel it. Then, where rows
 * are refused for what is in them, to its record: the partition's records are bisected, and the one at fault is decided
 * as failed. Both end: each step tries fewer records than the one before, and a single one is tried three times.
 *
 * <p>Used by the worker's thread alone.
 */
final class BatchCarrier {

    private static final Logger log = LoggerFactory.getLogger(BatchCarrier.class);

    /**
     * How often, in one turn, a part of a partition's records is tried before the other partitions have another turn.
     * Bisecting a thousand records for one takes twenty.
     */
    private static final int TRIES_PER_TURN_MAX = 100;

    /** Why a record that can be decided and stored in no other way is given up. */
    private static final String BARE = "; of its dead letter only the bytes could be kept";

    private record Refused(PolledBatch batch, Refusal why) {}

    private final LoopDependencies dependencies;
    private final LoopSettings settings;
    private final BatchDecider decider;
    private final PartitionLifecycle partitions;
    private final PartitionTroubles troubles;
    private final HeldPartitions held;
    private final BatchCommitter committer;
    private long polledNs;

    BatchCarrier(
            LoopDependencies dependencies,
            LoopSettings settings,
            BatchDecider decider,
            PartitionLifecycle partitions,
            HeldPartitions held) {
        this.dependencies = dependencies;
        this.settings = settings;
        this.decider = decider;
        this.partitions = partitions;
        this.troubles = partitions.troubles();
        this.held = held;
        this.committer = new BatchCommitter(dependencies, settings, held);
    }

    /**
     * Carries through what one poll gave. Afterwards each record is committed, or its partition is acquired again, or
     * the source gives it again.
     *
     * @param polledAtNs when the poll ended
     */
    void carryThrough(Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>> records, long polledAtNs)
            throws ForwardException {
        polledNs = polledAtNs;
        Deque<PolledBatch> waiting = new ArrayDeque<>(batches(records));
        List<Refused> refused = new ArrayList<>();
        while (!waiting.isEmpty()) {
            PolledBatch batch = waiting.removeFirst();
            Refusal refusal = carry(batch, waiting);
            if (refusal != null) {
                refused.add(new Refused(batch, refusal));
            }
            dependencies.source().progressed();
        }
        for (Refused each : refused) {
            narrowDown(each.batch(), each.why());
        }
        records.forEach((owner, its) -> giveTheRestAgain(owner, its.getLast().offset()));
    }

    /** What goes into one transaction: all partitions of one database; after them each that was in trouble, alone. */
    private Collection<PolledBatch> batches(Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>> records) {
        Map<Integer, PolledBatch> together = new LinkedHashMap<>();
        List<PolledBatch> alone = new ArrayList<>();
        records.forEach((owner, its) -> {
            if (troubles.has(owner.partition())) {
                int count = Math.min(its.size(), troubles.recordsMax(owner.partition()));
                alone.add(PolledBatch.of(owner, its.subList(0, count)));
            } else {
                int database = dependencies.store().databaseOf(owner.partition());
                together.computeIfAbsent(database, _ -> new PolledBatch(new LinkedHashMap<>()))
                        .records()
                        .put(owner, its);
            }
        });
        List<PolledBatch> all = new ArrayList<>(together.values());
        all.addAll(alone);
        return all;
    }

    /** Invariant: no command is passed over. Those that were polled and not tried are polled again. */
    private void giveTheRestAgain(OwnedPartition owner, long lastPolledOffset) {
        if (isOurs(owner) && !held.isHeld(owner.partition()) && owner.nextOffset() <= lastPolledOffset) {
            dependencies.source().start(owner.partition(), owner.nextOffset());
        }
    }

    /** Whether the next part of a partition may be tried: it is ours, and does not wait before an earlier command. */
    private boolean mayGoOn(OwnedPartition owner) {
        return isOurs(owner) && !held.isHeld(owner.partition());
    }

    /** Whether a partition is still what it was when its records were polled. */
    private boolean isOurs(OwnedPartition owner) {
        return partitions.owned(owner.partition()) == owner;
    }

    /**
     * Carries one batch through, if it can be.
     *
     * @param others what else this turn has to carry through; of a batch that failed, the partitions that may not be at
     *               fault are put there
     * @return why records of it are refused, if they are all of one partition and that is the reason, else null
     */
    private @Nullable Refusal carry(PolledBatch batch, Deque<PolledBatch> others) throws ForwardException {
        Set<StreamId> contended = troubles.contended(batch.partitions());
        return carry(batch, others, () -> decider.decide(batch.records(), contended));
    }

    /** The same with another way to decide it. */
    private @Nullable Refusal carry(PolledBatch batch, Deque<PolledBatch> others, Supplier<List<PartitionDraft>> decide)
            throws ForwardException {
        try {
            committer.commit(decide);
            batch.partitions().forEach(troubles::passed);
            return null;
        } catch (FencedException e) {
            log.warn("[{}] {}", settings.owner(), e.getMessage());
            partitions.fenced(e.partitions());
            goOnWithout(e.partitions(), batch, others, e);
            return null;
        } catch (AppendOutcomeUnknownException e) {
            log.warn(
                    "[{}] outcome of a commit unknown, reading it from the table: {}",
                    settings.owner(),
                    e.getMessage());
            partitions.acquireAgain(batch.partitions(), e);
            return null;
        } catch (WrongExpectedVersionException e) {
            return conflict(e, batch, others);
        } catch (StoreCorruptException e) {
            if (batch.isOfOnePartition()) {
                OwnedPartition owner = batch.owner();
                partitions.damaged(
                        owner.partition(), String.valueOf(e.getMessage()), owner.epoch(), owner.nextOffset());
            } else {
                others.addAll(batch.eachAlone());
            }
            return null;
        } catch (RegistryUnavailableException e) {
            eachAloneOrLater(batch, others, e);
            return null;
        } catch (StoreUnavailableException e) {
            unavailable(e, batch, others);
            return null;
        } catch (RowsRefusedException e) {
            log.debug("[{}] rows of partitions {} are refused", settings.owner(), batch.partitions(), e);
            return eachAloneOr(Refusal.notStorable(e), batch, others);
        } catch (BatchCommitter.UnexpectedException e) {
            log.debug("[{}] deciding for partitions {} failed", settings.owner(), batch.partitions(), e);
            return eachAloneOr(Refusal.ofDomain(e.thrown), batch, others);
        }
    }

    private @Nullable Refusal eachAloneOr(Refusal refusal, PolledBatch batch, Deque<PolledBatch> others) {
        if (batch.isOfOnePartition()) {
            troubles.suspect(batch.owner().partition());
            return refusal;
        }
        others.addAll(batch.eachAlone());
        return null;
    }

    private void unavailable(StoreUnavailableException e, PolledBatch batch, Deque<PolledBatch> others) {
        switch (e.kind()) {
            case REFUSES -> eachAloneOrLater(batch, others, e);
            case AWAY -> putOff(batch, e);
            case TOO_SLOW -> {
                putOff(batch, e);
                batch.records().forEach((owner, its) -> troubles.tooSlow(owner.partition(), its.size()));
            }
        }
    }

    private void eachAloneOrLater(PolledBatch batch, Deque<PolledBatch> others, RuntimeException because) {
        if (batch.isOfOnePartition()) {
            putOff(batch, because);
        } else {
            others.addAll(batch.eachAlone());
        }
    }

    /** The others of the batch were rolled back with those at fault, and are not at fault. */
    private void goOnWithout(
            Collection<Integer> atFault, PolledBatch batch, Deque<PolledBatch> others, Exception because) {
        PolledBatch rest = batch.without(atFault);
        if (rest == null) {
            partitions.acquireAgain(batch.partitions(), because);
        } else {
            others.addFirst(rest);
        }
    }

    /** A stream has moved: its partition is decided again after a pause; if that does not help, its commands fail. */
    private @Nullable Refusal conflict(WrongExpectedVersionException e, PolledBatch batch, Deque<PolledBatch> others) {
        StreamId stream = e.stream();
        if (stream == null && !batch.isOfOnePartition()) {
            others.addAll(batch.eachAlone());
            return null;
        }
        int partition = stream == null ? batch.owner().partition() : stream.partition();
        boolean often = troubles.conflict(partition, stream, String.valueOf(e.getMessage()));
        if (often && stream == null) {
            return Refusal.contended("one of its streams");
        }
        partitions.acquireAgain(List.of(partition), e);
        goOnWithout(List.of(partition), batch, others, e);
        return null;
    }

    /**
     * A worker that slept for longer than its session may have been replaced, and its connection ended by who replaced
     * it. Acquiring again would take the partitions back from their owner, so the group is asked first.
     */
    private void putOff(PolledBatch batch, RuntimeException because) {
        List<Integer> numbers = batch.partitions();
        numbers.forEach(partition -> troubles.failed(partition, String.valueOf(because.getMessage())));
        if (dependencies.nanoTime().getAsLong() - polledNs
                > settings.sessionTimeout().toNanos()) {
            partitions.fenced(numbers);
        }
        partitions.acquireAgain(numbers, because);
    }

    // --- one record of a partition is refused ---

    /**
     * Commits the records of a partition part by part, and those that are refused as failed. Parts are tried in the
     * order of offsets, each on what the ones before it have left; none after one that did not get through.
     */
    private void narrowDown(PolledBatch refused, Refusal why) throws ForwardException {
        OwnedPartition owner = refused.owner();
        Deque<PolledBatch> parts = new ArrayDeque<>();
        int failed = split(refused, why, parts);
        Refusal last = why;
        for (int tries = 0; tries < TRIES_PER_TURN_MAX && !parts.isEmpty() && mayGoOn(owner); tries++) {
            PolledBatch part = parts.removeFirst();
            Refusal again = carry(part, parts);
            if (again != null) {
                last = again;
                failed += split(part, again, parts);
            }
            dependencies.source().progressed();
        }
        if (isOurs(owner)) {
            troubles.suspect(owner.partition());
        }
        if (failed > 0) {
            log.warn(
                    "[{}] commands-{}: {} of the commands from offset {} on failed and are dead letters, the last with"
                            + " code {}; the others go on",
                    settings.owner(),
                    owner.partition(),
                    failed,
                    refused.its().getFirst().offset(),
                    last.code());
        }
    }

    /**
     * Puts the halves of a part before the rest; a single record is carried through as one that failed.
     *
     * @return how many were
     */
    private int split(PolledBatch part, Refusal why, Deque<PolledBatch> parts) throws ForwardException {
        List<ConsumerRecord<byte[], byte[]>> records = part.its();
        if (records.size() == 1) {
            return setAside(part, records.getFirst(), why) ? 1 : 0;
        }
        int half = records.size() / 2;
        parts.addFirst(PolledBatch.of(part.owner(), records.subList(half, records.size())));
        parts.addFirst(PolledBatch.of(part.owner(), records.subList(0, half)));
        return 0;
    }

    /**
     * Commits a single record as failed. Where even that is refused, it is not the record that is at fault: somebody
     * has put a trigger or a constraint on the tables of outcomes or dead letters. Then the partition waits.
     *
     * @return whether it is committed
     */
    private boolean setAside(PolledBatch single, ConsumerRecord<byte[], byte[]> record, Refusal why)
            throws ForwardException {
        OwnedPartition owner = single.owner();
        Deque<PolledBatch> none = new ArrayDeque<>();
        Refusal whole = carry(single, none, () -> List.of(decider.setAside(owner, record, why)));
        if (whole == null) {
            return owner.nextOffset() > record.offset();
        }
        Refusal cut = new Refusal(why.code(), why.message() + BARE, why.exception());
        Refusal bare = carry(single, none, () -> List.of(decider.setAsideBare(owner, record, cut)));
        if (bare != null) {
            putOff(
                    single,
                    new StoreUnavailableException(
                            "the command at offset " + record.offset()
                                    + " has failed, and not even that can be stored: " + bare.message()
                                    + "; remove what refuses it",
                            StoreUnavailableException.Kind.REFUSES,
                            null));
        }
        return owner.nextOffset() > record.offset();
    }
}
