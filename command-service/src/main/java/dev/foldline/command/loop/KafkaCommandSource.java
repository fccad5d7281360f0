package dev.foldline.command.loop;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The commands topic, read by a member of the consumer group. */
final class KafkaCommandSource implements CommandSource {

    /**
     * Longer than a producer's transaction time-out, so that an offset in an abandoned transaction becomes stable
     * within it.
     */
    private static final Duration OFFSET_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;

    /**
     * @param consumer member of the group, {@code read_committed}, never committing by itself, without an offset reset
     */
    KafkaCommandSource(Consumer<byte[], byte[]> consumer, String topic) {
        this.consumer = consumer;
        this.topic = topic;
    }

    @Override
    public void join(Assignments assignments) {
        consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> given) {
                // A position is needed before the next poll, or the consumer would look for one itself; acquiring sets
                // it.
                consumer.pause(given);
                given.forEach(partition -> consumer.seek(partition, 0));
                assignments.assigned(numbers(given));
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> taken) {
                assignments.revoked(numbers(taken));
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> taken) {
                assignments.lost(numbers(taken));
            }
        });
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        return consumer.poll(timeout);
    }

    @Override
    public long committedOffset(int partition) {
        TopicPartition commands = topicPartition(partition);
        OffsetAndMetadata committed =
                consumer.committed(Set.of(commands), OFFSET_TIMEOUT).get(commands);
        return committed == null ? -1 : committed.offset();
    }

    @Override
    public long firstOffset(int partition) {
        TopicPartition commands = topicPartition(partition);
        return consumer.beginningOffsets(Set.of(commands), OFFSET_TIMEOUT).getOrDefault(commands, 0L);
    }

    @Override
    public void start(int partition, long offset) {
        consumer.seek(topicPartition(partition), offset);
        consumer.resume(Set.of(topicPartition(partition)));
    }

    @Override
    public void stop(int partition) {
        consumer.pause(Set.of(topicPartition(partition)));
    }

    @Override
    public void rejoin(String reason) {
        consumer.enforceRebalance(reason);
    }

    @Override
    public ConsumerGroupMetadata group() {
        return consumer.groupMetadata();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }

    private TopicPartition topicPartition(int partition) {
        return new TopicPartition(topic, partition);
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).toList();
    }
}
