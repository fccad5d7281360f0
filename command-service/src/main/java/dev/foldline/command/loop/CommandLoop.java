package dev.foldline.command.loop;

import dev.foldline.command.batch.BatchDecider;
import dev.foldline.command.batch.OwnedPartition;
import dev.foldline.command.batch.PartitionDraft;
import dev.foldline.command.batch.Phase;
import dev.foldline.command.forward.ForwardException;
import dev.foldline.command.store.AppendOutcomeUnknownException;
import dev.foldline.command.store.FencedException;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.WrongExpectedVersionException;
import dev.foldline.runtime.fault.FaultPoint;
import dev.foldline.serde.RegistryUnavailableException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The write protocol of one worker: poll, decide, commit to Postgres, hand over to Kafka.
 *
 * <p>A batch is what one poll gave, of one or more partitions. It is committed to the table in one transaction and then
 * forwarded in one; between the two it is only in the table, which is enough: acquiring a partition forwards what is
 * missing. Whatever goes wrong, the answer is to drop what is in memory and acquire again.
 *
 * <p>Not thread-safe: one thread calls {@link #turn} again and again.
 */
final class CommandLoop {

    private static final Logger log = LoggerFactory.getLogger(CommandLoop.class);

    private final LoopDependencies dependencies;
    private final LoopSettings settings;
    private final BatchDecider decider;
    private final PartitionLifecycle partitions;
    private final PassedMarkers markers;
    private boolean onePartitionAtATime;
    private long polledNs;

    CommandLoop(LoopDependencies dependencies, LoopSettings settings, BatchDecider decider) {
        this.dependencies = dependencies;
        this.settings = settings;
        this.decider = decider;
        this.partitions = new PartitionLifecycle(dependencies, settings);
        this.markers = new PassedMarkers(dependencies, settings.acquirePauseMax());
        dependencies.source().join(partitions);
    }

    /** Acquires what waits, then polls once and carries the batch through. */
    void turn() {
        partitions.lookForSuccessors();
        partitions.acquireWaiting();
        try {
            Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>> records = poll();
            boolean done = true;
            for (Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>> batch : batches(records)) {
                done &= carryThrough(batch);
                dependencies.source().progressed();
            }
            if (done && !records.isEmpty()) {
                onePartitionAtATime = false;
            }
            if (records.isEmpty()) {
                markers.passInTime(partitions);
            }
            dependencies.forwarder().check();
        } catch (ForwardException e) {
            partitions.forwarderFailed(e);
        }
        dependencies.probe().turned(settings.owner());
    }

    /** Forwards what is committed, then leaves the group. */
    void finish() {
        markers.pass(partitions);
        try {
            dependencies.forwarder().flush();
        } catch (ForwardException e) {
            log.info(
                    "[{}] stops with batches that are not forwarded, the next owner forwards them: {}",
                    settings.owner(),
                    e.getMessage());
        }
        dependencies.source().close();
    }

    private Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>> poll() {
        long startedNs = dependencies.nanoTime().getAsLong();
        ConsumerRecords<byte[], byte[]> polled;
        try {
            polled = dependencies.source().poll(settings.pollTimeout());
        } catch (OffsetOutOfRangeException e) {
            e.offsetOutOfRangePartitions().forEach((partition, offset) -> outOfRange(partition.partition(), offset));
            return Map.of();
        }
        dependencies.forwarder().joined(dependencies.source().group());
        polledNs = dependencies.nanoTime().getAsLong();
        dependencies.probe().spent(Phase.POLL, polledNs - startedNs);
        markers.polled(polled, partitions::owned);
        Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>> ours = new LinkedHashMap<>();
        for (TopicPartition partition : polled.partitions()) {
            OwnedPartition owner = partitions.owned(partition.partition());
            if (owner != null) {
                ours.put(owner, notDecided(owner, polled.records(partition)));
            }
        }
        ours.values().removeIf(List::isEmpty);
        if (!ours.isEmpty()) {
            FaultPoint.AFTER_POLL.pass();
        }
        return ours;
    }

    private void outOfRange(int partition, long offset) {
        OwnedPartition owned = partitions.owned(partition);
        partitions.damaged(
                partition,
                "the next command is at offset " + offset
                        + ", which the commands topic does not have: it was deleted or recreated",
                owned == null ? 0 : owned.epoch(),
                offset);
    }

    /** Invariant: an offset below the owner's next offset is never decided again. */
    private static List<ConsumerRecord<byte[], byte[]>> notDecided(
            OwnedPartition owner, List<ConsumerRecord<byte[], byte[]>> records) {
        return records.getFirst().offset() >= owner.nextOffset()
                ? records
                : records.stream()
                        .filter(record -> record.offset() >= owner.nextOffset())
                        .toList();
    }

    /**
     * What goes into one transaction: all partitions of one database, or, while one of them is at fault, each alone.
     */
    private Collection<Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>>> batches(
            Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>> records) {
        Map<Integer, Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>>> batches = new LinkedHashMap<>();
        records.forEach((owner, its) -> {
            int batch = onePartitionAtATime
                    ? owner.partition()
                    : dependencies.store().databaseOf(owner.partition());
            batches.computeIfAbsent(batch, _ -> new LinkedHashMap<>()).put(owner, its);
        });
        return batches.values();
    }

    /** Returns whether the batch is in the table. */
    private boolean carryThrough(Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>> records)
            throws ForwardException {
        List<Integer> numbers =
                records.keySet().stream().map(OwnedPartition::partition).toList();
        try {
            List<PartitionBatch> committed = decideAndCommit(records);
            long startedNs = dependencies.nanoTime().getAsLong();
            dependencies.forwarder().submit(committed);
            dependencies
                    .probe()
                    .spent(Phase.FORWARD_WAIT, dependencies.nanoTime().getAsLong() - startedNs);
            return true;
        } catch (FencedException e) {
            log.warn("[{}] {}", settings.owner(), e.getMessage());
            partitions.fenced(e.partitions());
            partitions.acquireAgain(numbers, e);
        } catch (AppendOutcomeUnknownException e) {
            log.warn(
                    "[{}] outcome of a commit unknown, reading it from the table: {}",
                    settings.owner(),
                    e.getMessage());
            partitions.acquireAgain(numbers, e);
        } catch (StoreCorruptException e) {
            corrupt(records.keySet(), numbers, e);
        } catch (RegistryUnavailableException e) {
            // The command that needs the registry may be of one partition only: the others need not wait for it.
            onePartitionAtATime = true;
            log.warn("[{}] batch failed, retrying: {}", settings.owner(), e.getMessage());
            putOff(numbers, e);
        } catch (StoreUnavailableException e) {
            log.warn("[{}] batch failed, retrying: {}", settings.owner(), e.getMessage());
            putOff(numbers, e);
        }
        return false;
    }

    /**
     * A worker that slept for longer than its session may have been replaced, and its connection ended by who replaced
     * it. Acquiring again would take the partitions back from their owner, so the group is asked first.
     */
    private void putOff(List<Integer> numbers, RuntimeException because) {
        if (dependencies.nanoTime().getAsLong() - polledNs
                > settings.sessionTimeout().toNanos()) {
            partitions.fenced(numbers);
        }
        partitions.acquireAgain(numbers, because);
    }

    private List<PartitionBatch> decideAndCommit(Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>> records)
            throws FencedException, AppendOutcomeUnknownException {
        Set<StreamId> contended = new HashSet<>();
        for (int tries = 0; ; tries++) {
            List<PartitionDraft> drafts = decider.decide(records, contended);
            try {
                return append(drafts);
            } catch (WrongExpectedVersionException e) {
                log.warn("[{}] {}; batch will be decided again", settings.owner(), e.getMessage());
                drafts.forEach(PartitionDraft::forgetStreams);
                if (tries >= settings.versionRetriesMax()) {
                    contended.add(e.stream());
                }
            }
        }
    }

    private List<PartitionBatch> append(List<PartitionDraft> drafts)
            throws FencedException, WrongExpectedVersionException, AppendOutcomeUnknownException {
        List<PartitionBatch> rows = drafts.stream().map(PartitionDraft::rows).toList();
        long startedNs = dependencies.nanoTime().getAsLong();
        dependencies.store().append(rows);
        dependencies.probe().spent(Phase.APPEND, dependencies.nanoTime().getAsLong() - startedNs);
        drafts.forEach(draft -> draft.owner().committed(draft));
        rows.forEach(dependencies.probe()::committed);
        return rows;
    }

    /**
     * The table refuses the batch for good: the partition at fault stops; while it is not known which, each goes alone.
     */
    private void corrupt(Set<OwnedPartition> owners, List<Integer> numbers, StoreCorruptException e) {
        onePartitionAtATime = true;
        if (owners.size() > 1) {
            partitions.acquireAgain(numbers, e);
            return;
        }
        for (OwnedPartition owner : owners) {
            boolean stopped = partitions.damaged(
                    owner.partition(), String.valueOf(e.getMessage()), owner.epoch(), owner.nextOffset());
            onePartitionAtATime = !stopped;
        }
    }
}
