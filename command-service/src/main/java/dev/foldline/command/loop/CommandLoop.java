package dev.foldline.command.loop;

import dev.foldline.command.batch.BatchDecider;
import dev.foldline.command.batch.OwnedPartition;
import dev.foldline.command.batch.Phase;
import dev.foldline.command.forward.ForwardException;
import dev.foldline.runtime.fault.FaultPoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * missing. Whatever goes wrong, the answer is to drop what is in memory and acquire again, unless it is the fault of a
 * record: see {@link BatchCarrier}.
 *
 * <p>Not thread-safe: one thread calls {@link #turn} again and again.
 */
final class CommandLoop {

    private static final Logger log = LoggerFactory.getLogger(CommandLoop.class);

    private final LoopDependencies dependencies;
    private final LoopSettings settings;
    private final PartitionLifecycle partitions;
    private final HeldPartitions held;
    private final BatchCarrier carrier;
    private final PassedMarkers markers;
    private long polledNs;

    CommandLoop(LoopDependencies dependencies, LoopSettings settings, BatchDecider decider) {
        this.dependencies = dependencies;
        this.settings = settings;
        this.partitions = new PartitionLifecycle(dependencies, settings);
        this.held = new HeldPartitions(dependencies, settings);
        this.carrier = new BatchCarrier(dependencies, settings, decider, partitions, held);
        this.markers = new PassedMarkers(dependencies, settings.acquirePauseMax());
        dependencies.source().join(partitions);
    }

    /** Acquires what waits, then polls once and carries the batch through. */
    void turn() {
        partitions.lookForSuccessors();
        partitions.acquireWaiting();
        held.resume(partitions);
        try {
            Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>> records = poll();
            carrier.carryThrough(records, polledNs);
            partitions.troubles().forgetOld(partition -> partitions.owned(partition) != null);
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
}
