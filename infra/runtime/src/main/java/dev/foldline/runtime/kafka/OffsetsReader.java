package dev.foldline.runtime.kafka;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads single records of the topic of committed offsets, also of transactions that are open. Not thread-safe. */
final class OffsetsReader implements AutoCloseable {

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;

    OffsetsReader(String bootstrapServers) {
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_uncommitted",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        1),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /**
     * The group whose record is at an offset; null if the record does not exist, is not a group's, or cannot be read
     * within three seconds.
     */
    @Nullable
    String groupAt(TopicPartition partition, long offset) {
        try {
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            long deadlineNs = System.nanoTime() + READ_TIMEOUT.toNanos();
            while (System.nanoTime() - deadlineNs < 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                    return record.offset() == offset ? group(record.key()) : null;
                }
            }
            return null;
        } catch (KafkaException e) {
            return null;
        } finally {
            consumer.unsubscribe();
        }
    }

    /** Each key there, of an offset as of a group, is a version and then the name of its group. */
    static @Nullable String group(byte @Nullable [] key) {
        if (key == null) {
            return null;
        }
        try {
            ByteBuffer buffer = ByteBuffer.wrap(key);
            buffer.getShort();
            byte[] name = new byte[buffer.getShort()];
            buffer.get(name);
            return new String(name, StandardCharsets.UTF_8);
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            return null;
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
