package dev.foldline.bench.latency;

import dev.foldline.cli.endpoint.CliException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Sees what is committed to a topic from now on, in a thread of its own, as soon as it is there. */
final class TopicWatch implements AutoCloseable {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long END_TIMEOUT_MS = 10_000;

    private final KafkaConsumer<byte[], byte @Nullable []> consumer;
    private final Consumer<ConsumerRecord<byte[], byte @Nullable []>> onRecord;
    private final Thread thread;

    /** Starts when it has found the topic's ends. */
    TopicWatch(
            String bootstrapServers,
            String topic,
            int partitions,
            Consumer<ConsumerRecord<byte[], byte @Nullable []>> onRecord) {
        this.onRecord = onRecord;
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
        this.consumer = new KafkaConsumer<byte[], byte @Nullable []>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
        this.thread = new Thread(this::watch, "watch-" + topic);
        thread.start();
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(END_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted while the watching of a topic ends", e);
        }
    }

    private void watch() {
        try (consumer) {
            while (true) {
                consumer.poll(POLL).forEach(onRecord);
            }
        } catch (WakeupException e) {
            // How close() ends it.
        }
    }
}
