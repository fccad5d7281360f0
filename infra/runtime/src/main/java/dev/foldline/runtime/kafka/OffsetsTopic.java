package dev.foldline.runtime.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic in which Kafka keeps the committed offsets of consumer groups. */
public final class OffsetsTopic {

    /** Its name is Kafka's own and cannot be configured. */
    public static final String NAME = "__consumer_offsets";

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    private OffsetsTopic() {}

    /**
     * The partition that has a group's offsets; its leader is the group's coordinator.
     *
     * @throws ExecutionException if the cluster refuses to say, or has no such topic because no group has ever been
     * @throws TimeoutException   if it does not answer within five seconds
     */
    public static TopicPartition partitionOf(Admin admin, String group)
            throws ExecutionException, TimeoutException, InterruptedException {
        int partitions = Objects.requireNonNull(admin.describeTopics(List.of(NAME))
                        .allTopicNames()
                        .get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                        .get(NAME))
                .partitions()
                .size();
        return new TopicPartition(NAME, partition(group, partitions));
    }

    /** What a transaction with offsets of a group names it by, for one that is not a member of it. */
    public static ConsumerGroupMetadata outsider(String bootstrapServers, String group) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ConsumerConfig.GROUP_ID_CONFIG, group),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            return consumer.groupMetadata();
        }
    }

    /** As the broker counts: the hash without its sign, of which the lowest number has none. */
    static int partition(String group, int partitions) {
        int hash = group.hashCode();
        return (hash == Integer.MIN_VALUE ? 0 : Math.abs(hash)) % partitions;
    }
}
