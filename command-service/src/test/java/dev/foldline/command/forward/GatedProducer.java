package dev.foldline.command.forward;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Kafka's own producer in memory, whose transactions end only when the test lets them. */
final class GatedProducer extends MockProducer<byte @Nullable [], byte @Nullable []> {

    /** A permit for each transaction that may end. */
    final Semaphore commits = new Semaphore(0);

    /** The group's generation under which each transaction sent its offsets. */
    final List<Integer> generations = new CopyOnWriteArrayList<>();

    /** For each transaction, whether its records were flushed when it sent its offsets. */
    final List<Boolean> flushedBeforeOffsets = new CopyOnWriteArrayList<>();

    /** What the broker answers to the first record of each flush; null for that it takes it. */
    volatile @Nullable RuntimeException recordException;

    GatedProducer() {
        super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        initTransactions();
    }

    /** Not synchronized, so that the test can look at the producer while it waits here. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public void commitTransaction() {
        commits.acquireUninterruptibly();
        super.commitTransaction();
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public void flush() {
        RuntimeException refused = recordException;
        if (refused != null) {
            errorNext(refused);
        }
        super.flush();
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        generations.add(groupMetadata.generationId());
        flushedBeforeOffsets.add(flushed());
        super.sendOffsetsToTransaction(offsets, groupMetadata);
    }
}
