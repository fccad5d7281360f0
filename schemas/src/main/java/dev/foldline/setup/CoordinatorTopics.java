package dev.foldline.setup;

import static org.apache.kafka.common.config.TopicConfig.DELETE_RETENTION_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_MS_CONFIG;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.internals.Topic;

/**
 * Configures the topics in which Kafka's coordinators keep their state, so a broker that starts can read them quickly.
 *
 * <p>The coordinator of a group must read its partition of {@code __consumer_offsets} to the end before it answers. Two
 * things can make that slow. The segment that is being written is never compacted, and takes 100 MB by default. And
 * each transaction leaves a marker, which compaction removes only {@code delete.retention.ms} after the offsets of the
 * transaction have been replaced: by default it keeps the markers of a day.
 */
public final class CoordinatorTopics {

    /** The smallest that Kafka allows: some 9,000 offsets that command-service has committed. */
    static final int SEGMENT_BYTES = 1024 * 1024;

    /** After this time the next record begins a segment, so that the former one can be compacted. */
    static final Duration SEGMENT_TIME = Duration.ofSeconds(10);

    /**
     * Longer than any load takes: a load that has read the offsets of a transaction must still find its marker.
     *
     * <p>Only for topics with one replica. A follower that was away for longer than this would never see some markers,
     * and its replica would have their transactions open forever. With several replicas Kafka's default of a day stays.
     */
    static final Duration MARKER_RETENTION = Duration.ofMinutes(1);

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);

    /** A name that is never used: asking for its coordinator makes the broker create the topic. */
    private static final String NOBODY = "foldline-nobody";

    private CoordinatorTopics() {}

    /**
     * Lets the broker create both topics if they do not exist, and configures them. Running it again changes nothing.
     *
     * @throws SetupException if Kafka did not answer or refused
     */
    public static void run(String bootstrapServers) {
        Map<String, Object> config = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) CALL_TIMEOUT.toMillis());
        try (Admin admin = Admin.create(config)) {
            askForCoordinators(admin);
            for (String topic : List.of(Topic.GROUP_METADATA_TOPIC_NAME, Topic.TRANSACTION_STATE_TOPIC_NAME)) {
                setUp(admin, topic);
            }
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new SetupException(
                    "Kafka did not set up the topics of its coordinators: " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SetupException("interrupted while waiting for Kafka to set up the topics of its coordinators", e);
        }
    }

    private static void askForCoordinators(Admin admin) throws ExecutionException, InterruptedException {
        admin.listConsumerGroupOffsets(NOBODY).partitionsToOffsetAndMetadata().get();
        try {
            admin.describeTransactions(List.of(NOBODY)).description(NOBODY).get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TransactionalIdNotFoundException)) {
                throw e;
            }
        }
    }

    private static void setUp(Admin admin, String topic) throws ExecutionException, InterruptedException {
        KafkaFuture<TopicDescription> description = Objects.requireNonNull(
                admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
        int copies = description.get().partitions().getFirst().replicas().size();
        List<AlterConfigOp> changes = settings(copies).entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), changes))
                .all()
                .get();
    }

    static Map<String, String> settings(int copies) {
        Map<String, String> settings = new HashMap<>(Map.of(
                SEGMENT_BYTES_CONFIG, String.valueOf(SEGMENT_BYTES),
                SEGMENT_MS_CONFIG, String.valueOf(SEGMENT_TIME.toMillis())));
        if (copies == 1) {
            settings.put(DELETE_RETENTION_MS_CONFIG, String.valueOf(MARKER_RETENTION.toMillis()));
        }
        return settings;
    }
}
