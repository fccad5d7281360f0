package dev.foldline.projection.query.status;

import dev.foldline.runtime.kafka.LastRecordReader;
import dev.foldline.runtime.kafka.OwnRecords;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The last committed event of each partition. An end offset does not give its position, because the markers of
 * transactions take offsets too, and so does what somebody else writes. So the event itself is read, but only for
 * partitions whose end has moved. Thread-safe.
 */
public final class EventTopicEnds implements AutoCloseable {

    /** For one check of all partitions. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Admin admin;
    private final Consumer<byte[], byte[]> consumer;
    private final LastRecordReader reader;
    private final List<TopicPartition> partitions;
    private final Duration timeout;
    /** End offsets at the last check. */
    private final Map<TopicPartition, Long> offsets = new HashMap<>();

    private final TopicEnd[] topicEnds;
    private volatile List<TopicEnd> last;

    /**
     * @param admin    closed with this object
     * @param consumer reads {@code read_committed}; closed with this object
     * @param timeout  for one check of all partitions
     */
    EventTopicEnds(Admin admin, Consumer<byte[], byte[]> consumer, String topic, int partitions, Duration timeout) {
        this.admin = admin;
        this.consumer = consumer;
        this.reader = new LastRecordReader(consumer);
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        this.timeout = timeout;
        this.topicEnds = new TopicEnd[partitions];
        Arrays.fill(topicEnds, TopicEnd.NONE);
        this.last = List.of();
    }

    /** The ends of a topic, with connections of their own. */
    public static EventTopicEnds open(String bootstrapServers, String topic, int partitions) {
        Map<String, Object> consumer = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false);
        return new EventTopicEnds(
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers)),
                new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                topic,
                partitions,
                TIMEOUT);
    }

    /**
     * Reads the ends, by partition.
     *
     * @throws EndsUnavailableException if Kafka does not answer in time
     */
    public synchronized List<TopicEnd> read() throws EndsUnavailableException {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        try {
            Map<TopicPartition, ListOffsetsResultInfo> now = admin.listOffsets(
                            partitions.stream()
                                    .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest())),
                            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            for (TopicPartition partition : partitions) {
                ListOffsetsResultInfo info = now.get(partition);
                if (info != null && !Long.valueOf(info.offset()).equals(offsets.get(partition))) {
                    ConsumerRecord<byte[], byte[]> record = reader.read(
                                    partition,
                                    info.offset(),
                                    deadlineNs,
                                    own -> OwnRecords.position(own.headers()).isPresent())
                            .record();
                    topicEnds[partition.partition()] = record == null
                            ? TopicEnd.NONE
                            : new TopicEnd(OwnRecords.position(record.headers()).orElseThrow(), record.timestamp());
                    offsets.put(partition, info.offset());
                }
            }
            last = List.of(topicEnds);
            return last;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new EndsUnavailableException("the ends of the events topic cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EndsUnavailableException("interrupted while reading the ends of the events topic", e);
        } finally {
            consumer.unsubscribe();
        }
    }

    /** The result of the last check, by partition; empty before the first. */
    public List<TopicEnd> last() {
        return last;
    }

    @Override
    public synchronized void close() {
        consumer.close();
        admin.close(Duration.ZERO);
    }
}
