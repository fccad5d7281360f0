package dev.foldline.verify.source;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Opens readers on topics, without a consumer group: verifying leaves no trace in Kafka. Not thread-safe.
 *
 * <p>A reader that is closed gives its consumer back for the next one, as connecting takes longer than reading a
 * little.
 */
public final class KafkaSource implements AutoCloseable {

    private static final int RECORDS_PER_POLL_MAX = 5_000;
    private static final int CALL_TIMEOUT_MS = 20_000;

    /** Only what is there already is read, and closing a consumer waits for the fetch that is under way. */
    private static final int FETCH_WAIT_MAX_MS = 10;

    private final Map<String, Object> config;
    private final Deque<KafkaConsumer<byte[], byte[]>> idle = new ArrayDeque<>();

    public KafkaSource(String bootstrapServers) {
        this.config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                FETCH_WAIT_MAX_MS,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                RECORDS_PER_POLL_MAX,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                CALL_TIMEOUT_MS);
    }

    /** Names of all topics. */
    public Set<String> topics() {
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        try {
            return Set.copyOf(consumer.listTopics().keySet());
        } catch (KafkaException e) {
            throw new VerifyException("Kafka did not list its topics: " + e.getMessage(), e);
        } finally {
            idle.push(consumer);
        }
    }

    /** Partitions of a topic, numbered from 0. */
    public int partitions(String topic) {
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        try {
            int partitions = consumer.partitionsFor(topic).size();
            if (partitions == 0) {
                throw new VerifyException("Kafka has no topic " + topic, null);
            }
            return partitions;
        } catch (KafkaException e) {
            throw new VerifyException("Kafka did not describe topic " + topic + ": " + e.getMessage(), e);
        } finally {
            idle.push(consumer);
        }
    }

    /** Opens a partition at its first record. */
    public TopicReader open(String topic, int partition) {
        return open(topic, partition, 0);
    }

    /** Opens a partition at an offset. */
    public TopicReader open(String topic, int partition, long from) {
        return open(topic, partition, _ -> from);
    }

    /** Opens a partition so many offsets before its end. */
    public TopicReader openTail(String topic, int partition, long offsets) {
        return open(topic, partition, end -> end - offsets);
    }

    private TopicReader open(String topic, int partition, LongUnaryOperator fromByEnd) {
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        try {
            return new TopicReader(consumer, new TopicPartition(topic, partition), fromByEnd, () -> giveBack(consumer));
        } catch (KafkaException e) {
            consumer.close();
            throw new VerifyException(
                    "Kafka did not open " + topic + " partition " + partition + ": " + e.getMessage(), e);
        }
    }

    /** Closes the consumers of the readers that have been closed. */
    @Override
    public void close() {
        idle.forEach(KafkaConsumer::close);
        idle.clear();
    }

    private void giveBack(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.unsubscribe();
        idle.push(consumer);
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        KafkaConsumer<byte[], byte[]> used = idle.poll();
        if (used != null) {
            return used;
        }
        Properties properties = new Properties();
        properties.putAll(config);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
