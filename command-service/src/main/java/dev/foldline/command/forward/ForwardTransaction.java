package dev.foldline.command.forward;

import dev.foldline.command.store.PartitionBatch;
import dev.foldline.runtime.fault.FaultPoint;
import dev.foldline.runtime.fault.Safeguard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes batches to the topics in one Kafka transaction. Not thread-safe. */
final class ForwardTransaction {

    private static final Logger log = LoggerFactory.getLogger(ForwardTransaction.class);

    private final String name;
    private final String commandsTopic;
    private final ForwardRecords records;

    ForwardTransaction(String name, String commandsTopic, ForwardRecords records) {
        this.name = name;
        this.commandsTopic = commandsTopic;
        this.records = records;
    }

    /**
     * Returns when all is committed.
     *
     * @throws KafkaException if it is not, and what was sent is aborted; says whose record was not accepted
     */
    void run(
            Producer<byte @Nullable [], byte @Nullable []> open,
            List<PartitionBatch> batches,
            ConsumerGroupMetadata group) {
        begin(open);
        try {
            List<Future<RecordMetadata>> sends = new ArrayList<>();
            int[] ends = new int[batches.size()];
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            for (int i = 0; i < ends.length; i++) {
                PartitionBatch batch = batches.get(i);
                records.of(batch, record -> sends.add(open.send(record)));
                ends[i] = sends.size();
                offsets.put(
                        new TopicPartition(commandsTopic, batch.partition()),
                        new OffsetAndMetadata(batch.nextOffset()));
            }
            open.flush();
            checkAll(sends, ends, batches);
            // Invariant: offsets follow the records. A former owner whose offsets the group has accepted has its
            // transaction open in the log, where its successor sees it and waits, even if the group has forgotten it.
            addOffsets(open, offsets, group);
            FaultPoint.BEFORE_KAFKA_COMMIT.pass();
            commit(open);
            FaultPoint.AFTER_KAFKA_COMMIT.pass();
        } catch (RuntimeException e) {
            abort(open);
            throw e;
        }
    }

    private static void begin(Producer<byte @Nullable [], byte @Nullable []> open) {
        if (Safeguard.TRANSACTIONS.isEnabled()) {
            open.beginTransaction();
        }
    }

    private static void addOffsets(
            Producer<byte @Nullable [], byte @Nullable []> open,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group) {
        if (Safeguard.TRANSACTIONS.isEnabled()) {
            open.sendOffsetsToTransaction(offsets, group);
        }
    }

    private static void commit(Producer<byte @Nullable [], byte @Nullable []> open) {
        if (Safeguard.TRANSACTIONS.isEnabled()) {
            open.commitTransaction();
        }
    }

    /** Once one is refused the others are too, so the first that is not says why. */
    private void checkAll(List<Future<RecordMetadata>> sends, int[] ends, List<PartitionBatch> batches) {
        int batch = 0;
        for (int i = 0; i < sends.size(); i++) {
            while (i >= ends[batch]) {
                batch++;
            }
            try {
                sends.get(i).get();
            } catch (ExecutionException e) {
                throw new KafkaException(
                        "a record of " + commandsTopic + "-"
                                + batches.get(batch).partition() + " was not accepted: " + e.getCause(),
                        e);
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }

    private void abort(Producer<byte @Nullable [], byte @Nullable []> open) {
        try {
            open.abortTransaction();
        } catch (RuntimeException e) {
            // The next producer under this transactional id aborts it in initTransactions.
            log.debug("[{}] abort failed", name, e);
        }
    }
}
