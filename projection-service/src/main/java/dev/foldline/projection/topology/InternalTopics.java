package dev.foldline.projection.topology;

import dev.foldline.runtime.PipelineConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The internal topics of a projection. Streams creates its changelogs itself; these topics are created in the same way,
 * before a build starts.
 */
public final class InternalTopics {

    private static final Duration HANDOVER_RETENTION = Duration.ofDays(7);
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final String UNLIMITED = "-1";

    private final PipelineConfig pipeline;
    private final int replicationFactor;

    /**
     * @param replicationFactor copies of every partition; -1 takes the broker's default
     */
    public InternalTopics(PipelineConfig pipeline, int replicationFactor) {
        this.pipeline = pipeline;
        this.replicationFactor = replicationFactor;
    }

    /**
     * Creates those topics of a build that do not exist, and returns when a broker knows them.
     *
     * @throws ExecutionException if Kafka refuses one, or does not know it after some time
     */
    public void make(Admin admin, String projection, String applicationId)
            throws ExecutionException, InterruptedException {
        makeRequests(admin, projection);
        makeOne(
                admin,
                BuildTopics.of(projection, applicationId, pipeline).handover(),
                Long.toString(HANDOVER_RETENTION.toMillis()));
    }

    /**
     * Creates the topic of operators' requests for parked keys, and returns when a broker knows it.
     *
     * @throws ExecutionException if Kafka refuses it, or does not know it after some time
     */
    public void makeRequests(Admin admin, String projection) throws ExecutionException, InterruptedException {
        makeOne(admin, pipeline.topics().projectionRequests(projection), UNLIMITED);
    }

    private void makeOne(Admin admin, String name, String retentionMs) throws ExecutionException, InterruptedException {
        Optional<Short> copies = replicationFactor == -1 ? Optional.empty() : Optional.of((short) replicationFactor);
        NewTopic topic = new NewTopic(name, Optional.of(pipeline.partitions()), copies)
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        retentionMs));
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        awaitKnown(admin, name);
    }

    /** The controller creates topics; brokers learn of them a moment later, and Streams does not wait for that. */
    private static void awaitKnown(Admin admin, String name) throws ExecutionException, InterruptedException {
        long startedNs = System.nanoTime();
        while (true) {
            try {
                admin.describeTopics(List.of(name)).allTopicNames().get();
                return;
            } catch (ExecutionException e) {
                boolean late = System.nanoTime() - startedNs > KNOWN_WITHIN.toNanos();
                if (late || !(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            }
        }
    }
}
