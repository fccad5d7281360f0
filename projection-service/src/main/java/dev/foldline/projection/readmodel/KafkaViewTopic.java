package dev.foldline.projection.readmodel;

import dev.foldline.runtime.kafka.PausedPartitions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;

/** A view's topic in Kafka. */
final class KafkaViewTopic implements ViewTopic {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final PausedPartitions partitions;
    private final Admin admin;
    private final String topic;
    private final Duration callTimeout;

    /**
     * @param consumer    member of the group, {@code read_committed}, without automatic commits, without an offset
     *                    reset
     * @param admin       shared, and not closed here
     * @param callTimeout how long a request to the broker may take
     */
    KafkaViewTopic(Consumer<byte[], byte[]> consumer, Admin admin, String topic, Duration callTimeout) {
        this.consumer = consumer;
        this.partitions = new PausedPartitions(consumer, topic);
        this.admin = admin;
        this.topic = topic;
        this.callTimeout = callTimeout;
    }

    @Override
    public void join(Assignments assignments) {
        consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> given) {
                partitions.pause(given);
                assignments.assigned(PausedPartitions.numbers(given));
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> taken) {
                assignments.gone(PausedPartitions.numbers(taken));
            }
        });
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        return consumer.poll(timeout);
    }

    @Override
    public UUID id() {
        try {
            Uuid id = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(callTimeout.toMillis(), TimeUnit.MILLISECONDS)
                    .values()
                    .iterator()
                    .next()
                    .topicId();
            return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new KafkaException("topic " + topic + ": " + cause.getMessage(), e);
        } catch (TimeoutException e) {
            throw new KafkaException(
                    "topic " + topic + ": Kafka did not answer within " + callTimeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public long first(int partition) {
        return partitions.firstOffset(partition, callTimeout);
    }

    @Override
    public long end(int partition) {
        return partitions.endOffset(partition, callTimeout);
    }

    @Override
    public OptionalLong lag(int partition) {
        return consumer.currentLag(partitions.of(partition));
    }

    @Override
    public void start(int partition, long offset) {
        partitions.start(partition, offset);
    }

    @Override
    public void stop(int partition) {
        partitions.stop(partition);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }
}
