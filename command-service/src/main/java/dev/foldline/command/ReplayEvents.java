package dev.foldline.command;

import dev.foldline.command.config.DatabaseConfig;
import dev.foldline.command.config.GroupConfig;
import dev.foldline.command.config.KafkaClients;
import dev.foldline.command.config.LoopConfig;
import dev.foldline.command.config.ReplayConfig;
import dev.foldline.command.forward.EventRecords;
import dev.foldline.command.forward.ForwardException;
import dev.foldline.command.forward.ForwardedPositions;
import dev.foldline.command.replay.EventReplay;
import dev.foldline.command.replay.PostgresReplayTable;
import dev.foldline.command.replay.ReplayException;
import dev.foldline.command.replay.ReplayOutcome;
import dev.foldline.command.replay.ReplayProbe;
import dev.foldline.command.replay.ReplayRequest;
import dev.foldline.command.replay.ReplayTopic;
import dev.foldline.command.replay.TimeWindow;
import dev.foldline.command.store.postgres.PipelineMetadata;
import dev.foldline.command.store.postgres.migration.StoreMigration;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.runtime.ServiceConfig;
import dev.foldline.serde.RegistrySchemas;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replay as a process that ends by itself, with exit code 1 and the reason in its last line of ERROR if it failed.
 *
 * <p>It takes the configuration of command-service, and the keys of {@link ReplayConfig} beside it.
 */
public final class ReplayEvents {

    private static final Logger log = LoggerFactory.getLogger(ReplayEvents.class);

    private final PipelineConfig pipeline;
    private final KafkaClients clients;
    private final Databases databases;
    private final ReplayRequest request;
    private final boolean deleteFirst;
    private final String name;

    private ReplayEvents(AbstractConfig config) {
        pipeline = PipelineConfig.from(config);
        clients = new KafkaClients(pipeline, GroupConfig.from(config), LoopConfig.from(config));
        DatabaseConfig database = DatabaseConfig.from(config);
        databases = new Databases(database, database.partitions(pipeline.partitions()));
        ReplayConfig replay = ReplayConfig.from(config, pipeline.partitions());
        String events = pipeline.topics().events();
        String target = replay.into().isEmpty() ? events : replay.into();
        if (List.of(
                        pipeline.topics().commands(),
                        pipeline.topics().commandResults(),
                        pipeline.topics().commandsDlq())
                .contains(target)) {
            throw new ReplayException("topic " + target + " is not a topic of events");
        }
        request = new ReplayRequest(
                target,
                target.equals(events),
                replay.partitions(),
                new TimeWindow(replay.from(), replay.to()),
                replay.batchRecordsMax());
        deleteFirst = replay.deleteFirst();
        name = "replay-" + target;
        if (deleteFirst && (!request.intoEvents() || replay.partitions().size() < pipeline.partitions())) {
            throw new ReplayException("only the events topic is deleted first, and all of it is built then: leave out"
                    + " the partitions and into which topic");
        }
    }

    public static void main(String[] args) {
        try {
            ReplayOutcome outcome = run(args, new ReplayProgressLog());
            log.info("{} events written, {} has all {}", outcome.written(), outcome.topic(), outcome.total());
        } catch (Exception e) {
            log.error("{}", e.getMessage() == null ? e.toString() : e.getMessage());
            log.debug("cause", e);
            System.exit(1);
        }
    }

    /**
     * Runs a replay.
     *
     * @param args as those of command-service, and the replay's
     * @throws ReplayException if it is refused, or the table fails
     */
    public static ReplayOutcome run(String[] args, ReplayProbe probe) throws Exception {
        List<ConfigDef> keys = new ArrayList<>(CommandService.keys());
        keys.add(ReplayConfig.keys());
        AbstractConfig config = ServiceConfig.load(args, System.getenv(), keys.toArray(ConfigDef[]::new));
        return new ReplayEvents(config).run(probe);
    }

    private ReplayOutcome run(ReplayProbe probe) throws ForwardException, SQLException {
        List<PostgresSettings> settings = databases.all(name);
        for (PostgresSettings postgres : settings) {
            StoreMigration.migrate(postgres, pipeline.partitions());
        }
        List<PostgresReplayTable> tables = new ArrayList<>();
        try (ReplayTopic topic = open()) {
            if (request.intoEvents()) {
                requireSameCluster(topic.clusterId(), settings);
            }
            tables.addAll(databases.replayTables(name, request));
            EventReplay.Places places =
                    new EventReplay.Places(tables, databases.partitions()::databaseOf, pipeline.partitions());
            EventReplay replay = new EventReplay(places, topic, request, probe);
            return deleteFirst ? replay.runAnew() : replay.run();
        } finally {
            tables.forEach(PostgresReplayTable::close);
        }
    }

    private ReplayTopic open() {
        ReplayTopic.Clients open = new ReplayTopic.Clients(
                Admin.create(clients.admin(name)),
                new ForwardedPositions(
                        Admin.create(clients.admin(name + "-tail")),
                        new KafkaConsumer<>(clients.tail(name + "-tail")),
                        pipeline.topics(),
                        clients.loop().forwardTimeout()),
                new KafkaProducer<>(clients.producer(name)));
        RegistrySchemas schemas = RegistrySchemas.at(
                pipeline.registryUrl(), RegistrySchemas.Patience.WAITING, databases.schemaPins(name));
        return new ReplayTopic(
                open,
                pipeline.topics(),
                clients.groupId(),
                request.target(),
                new EventRecords(request.target(), schemas::fingerprintOf));
    }

    /** The events of another pipeline's tables would come as a surprise. */
    private static void requireSameCluster(String clusterId, List<PostgresSettings> databases) throws SQLException {
        for (PostgresSettings postgres : databases) {
            String first = PipelineMetadata.firstSeen(postgres, PipelineMetadata.CLUSTER_ID, clusterId);
            if (!first.equals(clusterId)) {
                throw new ReplayException("this is Kafka cluster " + clusterId + ", but the tables of "
                        + postgres.place() + " belong to " + first + ": the events would go to another pipeline");
            }
        }
    }
}
