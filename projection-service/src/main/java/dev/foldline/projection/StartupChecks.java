package dev.foldline.projection;

import dev.foldline.domain.view.Projection;
import dev.foldline.projection.database.ProjectionDatabase;
import dev.foldline.runtime.EventVersionCheck;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.runtime.ServerWait;
import dev.foldline.runtime.StartupException;
import dev.foldline.runtime.kafka.ExpectedTopic;
import dev.foldline.runtime.kafka.TopicFindings;
import dev.foldline.runtime.kafka.TopicInspection;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What must be there before a projection can run, waited for and then checked: the database, the broker, the topics
 * with the partitions that the configuration says, the rows' schemas in the registry, and a migration from every
 * version of an event that was ever registered to this build's.
 */
final class StartupChecks {

    private final PipelineConfig pipeline;
    private final ServerWait wait;

    StartupChecks(PipelineConfig pipeline) {
        this.pipeline = pipeline;
        this.wait = new ServerWait(pipeline.startupTimeout());
    }

    /**
     * Waits until everything is there.
     *
     * @throws StartupException if something is not there within the configured time, or is not as configured
     */
    void await(List<Projection<?>> projections, RegistrySchemas schemas, ProjectionDatabase database) {
        wait.until("Postgres at " + database.url(), () -> {
            database.migrate();
            return true;
        });
        int tryTimeoutMs = (int) wait.tryTimeout().toMillis();
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                pipeline.bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                tryTimeoutMs,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                tryTimeoutMs);
        try (Admin admin = Admin.create(settings)) {
            wait.until(
                    "Kafka at " + pipeline.bootstrapServers(),
                    () -> admin.describeCluster().nodes().get());
            awaitTopics(admin, projections);
            wait.until("the settings of the topics", () -> {
                TopicFindings found = rules(pipeline, projections).ask(admin);
                if (!found.wrong().isEmpty()) {
                    throw new StartupException(String.join("; ", found.wrong()));
                }
                PartitionerSample.check(pipeline);
                return true;
            });
        }
        for (Projection<?> projection : projections) {
            String subject = Subjects.ofValue(pipeline.topics().projection(projection.name()));
            wait.until(
                    "subject " + subject + " in the schema registry at " + pipeline.registryUrl(),
                    () -> schemas.idOf(subject, projection.fold().rowSchema()));
            wait.until(
                    "the events of " + projection.name() + " in the schema registry at " + pipeline.registryUrl(),
                    () -> {
                        EventVersionCheck.run(
                                schemas, pipeline.topics(), projection.fold().events());
                        return true;
                    });
        }
    }

    /** What projections need of the topics. */
    static TopicInspection rules(PipelineConfig pipeline, List<Projection<?>> projections) {
        List<ExpectedTopic> expected = new ArrayList<>();
        expected.add(new ExpectedTopic(pipeline.topics().events(), pipeline.partitions(), false));
        for (Projection<?> projection : projections) {
            String topic = pipeline.topics().projection(projection.name());
            expected.add(new ExpectedTopic(topic, pipeline.partitions(), true));
        }
        return new TopicInspection(expected, Map.of());
    }

    private void awaitTopics(Admin admin, List<Projection<?>> projections) {
        String events = pipeline.topics().events();
        List<String> topics = new ArrayList<>(List.of(events));
        projections.forEach(projection -> topics.add(pipeline.topics().projection(projection.name())));
        for (String topic : topics) {
            TopicDescription found = wait.until("topic " + topic, () -> describe(admin, topic));
            int partitions = found.partitions().size();
            if (topic.equals(events) && partitions != pipeline.partitions()) {
                throw new StartupException("topic " + topic + " has " + partitions + " partitions, but"
                        + " foldline.partitions is " + pipeline.partitions());
            }
        }
    }

    private static TopicDescription describe(Admin admin, String topic) throws Exception {
        try {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .values()
                    .iterator()
                    .next();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new IllegalStateException("it does not exist");
            }
            throw e;
        }
    }
}
