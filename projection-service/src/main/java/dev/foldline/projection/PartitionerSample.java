package dev.foldline.projection;

import dev.foldline.contract.KeyPartitioner;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.runtime.StartupException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Tells by some events whether this service has the pipeline's partitioner, which is on record in the events' database
 * only. A few streams may lie in wrong partitions since an older build, so it counts. Not thread-safe.
 */
final class PartitionerSample {

    private static final int RECORDS_MAX = 500;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);

    private final int partitions;
    private final Map<KeyPartitioner, Integer> fitting = new EnumMap<>(KeyPartitioner.class);
    private int records;

    PartitionerSample(int partitions) {
        this.partitions = partitions;
    }

    /**
     * Reads the first events that are still there.
     *
     * @throws StartupException if another partitioner fits them better than the configured one
     */
    static void check(PipelineConfig pipeline) {
        PartitionerSample sample = new PartitionerSample(pipeline.partitions());
        read(pipeline, sample::add);
        sample.requireFit(pipeline.topics().partitioner(), pipeline.topics().events());
    }

    void add(byte[] key, int partition) {
        records++;
        for (KeyPartitioner each : KeyPartitioner.values()) {
            if (each.partitionOf(key, partitions) == partition) {
                fitting.merge(each, 1, Integer::sum);
            }
        }
    }

    void requireFit(KeyPartitioner configured, String topic) {
        int mine = fitting.getOrDefault(configured, 0);
        fitting.forEach((other, count) -> {
            if (count > mine && count > records / 2) {
                throw new StartupException("foldline.partitioner is " + configured.configName() + ", but of " + records
                        + " records of " + topic + " " + count + " are where " + other.configName()
                        + " puts their keys, and " + mine + " where " + configured.configName()
                        + " does: set it as command-service has it");
            }
        });
    }

    private static void read(PipelineConfig pipeline, BiConsumer<byte[], Integer> sink) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                pipeline.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                RECORDS_MAX,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                64 << 10,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) TIMEOUT.toMillis(),
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) TIMEOUT.toMillis());
        List<TopicPartition> topic = IntStream.range(0, pipeline.partitions())
                .mapToObj(partition -> new TopicPartition(pipeline.topics().events(), partition))
                .toList();
        long startedNs = System.nanoTime();
        int read = 0;
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(topic);
            consumer.seekToBeginning(topic);
            Map<TopicPartition, Long> ends = consumer.endOffsets(topic);
            while (read < RECORDS_MAX
                    && System.nanoTime() - startedNs < TIMEOUT.toNanos()
                    && topic.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                    if (record.key() != null && record.key().length > 0) {
                        sink.accept(record.key(), record.partition());
                        read++;
                    }
                }
            }
        }
    }
}
