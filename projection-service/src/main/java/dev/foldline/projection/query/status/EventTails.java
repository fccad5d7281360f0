package dev.foldline.projection.query.status;

import dev.foldline.contract.HeaderNames;
import java.nio.charset.StandardCharsets;
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
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The last committed event of each partition. An end offset does not say its position, for the markers of transactions
 * take offsets too, so the event itself is read; only of partitions whose end has moved. Thread-safe.
 */
public final class EventTails implements AutoCloseable {

    /** First step back from the end; the last record is seldom the last offset. */
    private static final long FIRST_STEP_BACK = 4;

    private static final long STEP_FACTOR = 8;
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);

    /** For one look at all partitions. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Admin admin;
    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Duration timeout;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Tail[] tails;
    private volatile List<Tail> last;

    /**
     * @param admin    closed with this object
     * @param consumer reads {@code read_committed}; closed with this object
     * @param timeout  for one look at all partitions
     */
    EventTails(Admin admin, Consumer<byte[], byte[]> consumer, String topic, int partitions, Duration timeout) {
        this.admin = admin;
        this.consumer = consumer;
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        this.timeout = timeout;
        this.tails = new Tail[partitions];
        Arrays.fill(tails, Tail.NONE);
        this.last = List.of();
    }

    /** Tails of a topic, with connections of their own. */
    public static EventTails open(String bootstrapServers, String topic, int partitions) {
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
        return new EventTails(
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers)),
                new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                topic,
                partitions,
                TIMEOUT);
    }

    /**
     * Looks at the ends, by partition.
     *
     * @throws TailsUnavailableException if Kafka does not answer in time, or a record says no position
     */
    public synchronized List<Tail> read() throws TailsUnavailableException {
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
                if (info != null && !Long.valueOf(info.offset()).equals(ends.get(partition))) {
                    tails[partition.partition()] = tail(partition, info.offset(), deadlineNs);
                    ends.put(partition, info.offset());
                }
            }
            last = List.of(tails);
            return last;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new TailsUnavailableException("the ends of the events topic cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TailsUnavailableException("interrupted while reading the ends of the events topic", e);
        } finally {
            consumer.unsubscribe();
        }
    }

    /** What the last look has shown, by partition; empty before the first. */
    public List<Tail> last() {
        return last;
    }

    @Override
    public synchronized void close() {
        consumer.close();
        admin.close(Duration.ZERO);
    }

    private Tail tail(TopicPartition partition, long end, long deadlineNs) throws TailsUnavailableException {
        consumer.assign(List.of(partition));
        long start = consumer.beginningOffsets(List.of(partition), timeout).getOrDefault(partition, 0L);
        for (long step = FIRST_STEP_BACK; ; step *= STEP_FACTOR) {
            long from = Math.max(start, end - step);
            ConsumerRecord<byte[], byte[]> found = lastBetween(partition, from, end, deadlineNs);
            if (found != null) {
                return new Tail(position(found), found.timestamp());
            }
            if (from == start) {
                return Tail.NONE;
            }
        }
    }

    private @Nullable ConsumerRecord<byte[], byte[]> lastBetween(
            TopicPartition partition, long from, long end, long deadlineNs) throws TailsUnavailableException {
        ConsumerRecord<byte[], byte[]> found = null;
        consumer.seek(partition, from);
        while (consumer.position(partition, timeout) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                found = record;
            }
            if (System.nanoTime() - deadlineNs > 0) {
                throw new TailsUnavailableException(
                        partition + ": its end could not be read within " + timeout.toMillis() + " ms", null);
            }
        }
        return found;
    }

    private static long position(ConsumerRecord<byte[], byte[]> record) throws TailsUnavailableException {
        Header header = record.headers().lastHeader(HeaderNames.POSITION);
        try {
            return Long.parseLong(header == null ? "" : new String(header.value(), StandardCharsets.UTF_8));
        } catch (NumberFormatException e) {
            throw new TailsUnavailableException(
                    record.topic() + "-" + record.partition() + " offset " + record.offset()
                            + " says no position: someone else writes to this topic",
                    e);
        }
    }
}
