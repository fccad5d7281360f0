package dev.foldline.command;

import dev.foldline.command.config.KafkaClients;
import dev.foldline.command.store.postgres.PipelineMetadata;
import dev.foldline.command.store.postgres.migration.StoreMigration;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.contract.Topics;
import dev.foldline.runtime.EventVersionCheck;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.runtime.ServerWait;
import dev.foldline.runtime.StartupException;
import dev.foldline.runtime.kafka.TopicFindings;
import dev.foldline.schema.CommandResult;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What must be so before the first command is decided: servers that answer, tables that are up to date, topics of the
 * right number of partitions in the cluster that the tables belong to, schemas that are registered.
 *
 * @param pipeline  where the pipeline is
 * @param databases where its tables are
 * @param clients   settings of the Kafka clients
 */
record StartupChecks(PipelineConfig pipeline, List<PostgresSettings> databases, KafkaClients clients) {

    /**
     * Waits for each server in turn, and checks what is there.
     *
     * @throws StartupException if a server is not there within the configured time, or what is there is not right
     */
    void run(RegistrySchemas schemas, AggregateTypes types) {
        ServerWait wait = new ServerWait(pipeline.startupTimeout());
        for (PostgresSettings postgres : databases) {
            wait.until("Postgres at " + postgres.place(), () -> {
                StoreMigration.migrate(postgres, pipeline.partitions());
                checkPartitioner(postgres);
                return true;
            });
        }
        wait.until("Kafka at " + pipeline.bootstrapServers(), () -> {
            checkTopics((int) wait.tryTimeout().toMillis());
            return true;
        });
        wait.until("schema registry at " + pipeline.registryUrl(), () -> {
            checkSchemas(schemas, types);
            return true;
        });
    }

    private void checkTopics(int callTimeoutMs) throws Exception {
        Topics topics = pipeline.topics();
        List<String> wanted =
                List.of(topics.commands(), topics.events(), topics.commandResults(), topics.commandsDlq());
        Map<String, Object> settings = new HashMap<>(clients.admin("command-service-start"));
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, callTimeoutMs);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, callTimeoutMs);
        try (Admin admin = Admin.create(settings)) {
            Map<String, TopicDescription> found =
                    admin.describeTopics(wanted).allTopicNames().get();
            found.values().forEach(this::checkPartitions);
            checkSettings(TopicRules.of(pipeline).ask(admin));
            String clusterId = admin.describeCluster().clusterId().get();
            TopicDescription commands = found.get(topics.commands());
            if (commands == null) {
                throw new IllegalStateException("Kafka did not describe the topic " + topics.commands());
            }
            checkFirstSeen(PipelineMetadata.CLUSTER_ID, clusterId, "this is another Kafka cluster");
            checkGroup();
            checkFirstSeen(
                    PipelineMetadata.COMMANDS_TOPIC_ID,
                    commands.topicId().toString(),
                    "the topic " + topics.commands() + " was recreated, so its offsets restart at 0");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new IllegalStateException(
                        "not all of the topics " + wanted + " exist; the set-up step creates them, and"
                                + " ./foldline replay fills the events topic again from the table");
            }
            throw e;
        }
    }

    private void checkPartitions(TopicDescription topic) {
        if (topic.partitions().size() != pipeline.partitions()) {
            throw new StartupException("topic " + topic.name() + " has "
                    + topic.partitions().size() + " partitions, but foldline.partitions is " + pipeline.partitions()
                    + ": the number is set once, for topics and tables alike");
        }
    }

    private static void checkSettings(TopicFindings found) {
        if (!found.wrong().isEmpty()) {
            throw new StartupException(String.join("; ", found.wrong()));
        }
    }

    private void checkPartitioner(PostgresSettings postgres) throws SQLException {
        String mine = pipeline.topics().partitioner().configName();
        String pinned = PipelineMetadata.partitioner(postgres, mine);
        if (!pinned.equals(mine)) {
            throw new StartupException("foldline.partitioner is " + mine + ", but the pipeline of database "
                    + postgres.place() + " was set up with " + pinned
                    + ": the partitioner is set once, so set it back or use another database");
        }
    }

    /** What another group has committed says nothing of what was forwarded, and its members would own the same. */
    private void checkGroup() throws SQLException {
        for (PostgresSettings postgres : databases) {
            String pinned = PipelineMetadata.firstSeen(postgres, PipelineMetadata.GROUP_ID, clients.groupId());
            if (!pinned.equals(clients.groupId())) {
                throw new StartupException("the consumer group is " + clients.groupId() + " (command.group.id with the"
                        + " topics' prefix), but the pipeline of database " + postgres.place()
                        + " has always been decided by " + pinned + ": set it back, or, with every instance stopped,"
                        + " set the row " + PipelineMetadata.GROUP_ID + " of pipeline_metadata to the new one");
            }
        }
    }

    private void checkFirstSeen(String key, String value, String meaning) throws SQLException {
        for (PostgresSettings postgres : databases) {
            String first = PipelineMetadata.firstSeen(postgres, key, value);
            if (!first.equals(value)) {
                throw new StartupException(meaning + ": " + key + " is " + value + ", but the tables of "
                        + postgres.place() + " belong to " + first
                        + "; connect to that one, or move the tables on by setting this row of pipeline_metadata once"
                        + " the cursors in command_partitions fit the new topic");
            }
        }
    }

    /**
     * Every schema that this build writes must be registered, and every version that was ever written must have a way
     * to this build's: found here, not with the first command.
     */
    private void checkSchemas(RegistrySchemas schemas, AggregateTypes types) {
        Topics topics = pipeline.topics();
        types.events().forEach(event -> schemas.idOf(Subjects.ofRecord(topics.events(), event), event));
        schemas.idOf(Subjects.ofValue(topics.commandResults()), CommandResult.getClassSchema());
        EventVersionCheck.run(schemas, topics, types.events());
    }
}
