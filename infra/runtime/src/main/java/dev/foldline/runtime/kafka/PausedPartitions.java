package dev.foldline.runtime.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions of one topic that a consumer group assigns to this member. Each is paused until it is started at an
 * offset that a table knows, not the group. As thread-safe as the consumer.
 *
 * @param consumer member of the group, without an offset reset
 */
public record PausedPartitions(Consumer<byte[], byte[]> consumer, String topic) {

    /** Pauses partitions that were just assigned. */
    public void pause(Collection<TopicPartition> assigned) {
        consumer.pause(assigned);
        // A position is needed before the next poll, or the consumer would look for one itself; start sets it.
        assigned.forEach(partition -> consumer.seek(partition, 0));
    }

    public void start(int partition, long offset) {
        consumer.seek(of(partition), offset);
        consumer.resume(Set.of(of(partition)));
    }

    public void stop(int partition) {
        consumer.pause(Set.of(of(partition)));
    }

    /** First offset that a partition still has. */
    public long firstOffset(int partition, Duration timeout) {
        TopicPartition of = of(partition);
        return consumer.beginningOffsets(Set.of(of), timeout).getOrDefault(of, 0L);
    }

    /** The next offset of a partition to be written; for a {@code read_committed} consumer, to be read. */
    public long endOffset(int partition, Duration timeout) {
        TopicPartition of = of(partition);
        return consumer.endOffsets(Set.of(of), timeout).getOrDefault(of, 0L);
    }

    public TopicPartition of(int partition) {
        return new TopicPartition(topic, partition);
    }

    public static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).toList();
    }
}
