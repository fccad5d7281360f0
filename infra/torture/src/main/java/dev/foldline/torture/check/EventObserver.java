package dev.foldline.torture.check;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the events topic from the beginning as any consumer does, on a thread of its own, and remembers what it saw.
 */
public final class EventObserver implements HistoryCheck.Observation, AutoCloseable {

    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<List<Seen>> partitions;
    private final Thread thread;

    /**
     * An event as it was seen.
     *
     * @param position from its header
     * @param eventId  from its header
     */
    public record Seen(long position, UUID eventId) {}

    private EventObserver(String bootstrapServers, int partitions) {
        this.partitions = IntStream.range(0, partitions)
                .<List<Seen>>mapToObj(_ -> new ArrayList<>())
                .toList();
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.thread = Thread.ofPlatform().name("torture-observer").unstarted(this::read);
    }

    /** Begins to read. */
    public static EventObserver start(String bootstrapServers, int partitions) {
        EventObserver observer = new EventObserver(bootstrapServers, partitions);
        observer.thread.start();
        return observer;
    }

    @Override
    public List<Seen> seen(int partition) {
        List<Seen> all = partitions.get(partition);
        synchronized (all) {
            return List.copyOf(all);
        }
    }

    /** Whether as many events have come as there are, by partition. */
    public boolean hasSeen(Map<Integer, Long> counts) {
        return counts.entrySet().stream().allMatch(count -> seen(count.getKey()).size() >= count.getValue());
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (consumer) {
            List<TopicPartition> all = IntStream.range(0, partitions.size())
                    .mapToObj(partition -> new TopicPartition(Topics.DEFAULT.events(), partition))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                    List<Seen> seen = partitions.get(record.partition());
                    Seen event = new Seen(
                            Long.parseLong(header(record, HeaderNames.POSITION)),
                            UUID.fromString(header(record, HeaderNames.ID)));
                    synchronized (seen) {
                        seen.add(event);
                    }
                }
            }
        } catch (WakeupException e) {
            // Closed.
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
