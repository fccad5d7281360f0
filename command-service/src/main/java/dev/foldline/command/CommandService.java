package dev.foldline.command;

import dev.foldline.command.batch.DecisionContext;
import dev.foldline.command.batch.rule.RecordLimits;
import dev.foldline.command.config.DatabaseConfig;
import dev.foldline.command.config.GroupConfig;
import dev.foldline.command.config.KafkaClients;
import dev.foldline.command.config.LoopConfig;
import dev.foldline.command.config.ReadConfig;
import dev.foldline.command.config.ReportConfig;
import dev.foldline.command.config.SchemaConfig;
import dev.foldline.command.config.SnapshotConfig;
import dev.foldline.command.loop.CommandWorker;
import dev.foldline.command.loop.LoopSettings;
import dev.foldline.command.ops.KafkaMetricsPoller;
import dev.foldline.command.ops.LoopMetrics;
import dev.foldline.command.ops.ServiceReport;
import dev.foldline.command.ops.WorkerTurns;
import dev.foldline.command.ops.unattended.UnattendedWatch;
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.contract.Topics;
import dev.foldline.runtime.Health;
import dev.foldline.runtime.HttpEndpoint;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.runtime.ServiceConfig;
import dev.foldline.runtime.ServiceMain;
import dev.foldline.runtime.ServiceMetrics;
import dev.foldline.runtime.StartupException;
import dev.foldline.runtime.fault.FaultClock;
import dev.foldline.runtime.fault.Safeguard;
import dev.foldline.runtime.kafka.ForeignRecords;
import dev.foldline.runtime.kafka.TopicSettingsWatch;
import dev.foldline.runtime.kafka.TransactionWatch;
import dev.foldline.serde.RegistrySchemas;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The write side as a process: waits for its servers, brings the tables up to date, checks what it leans on, then
 * starts the workers.
 */
public final class CommandService implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CommandService.class);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);
    private static final int VERSION_RETRIES_MAX = 3;
    private static final Duration ACQUIRE_PAUSE_MIN = Duration.ofMillis(100);
    private static final Duration ACQUIRE_PAUSE_MAX = Duration.ofSeconds(2);
    private static final Duration STOPPED_PAUSE = Duration.ofSeconds(30);
    private static final int RECOVERY_CHUNK_MAX = 2000;

    private final List<CommandWorker> workers = new ArrayList<>();
    private final AdminApi adminApi;
    private final HttpEndpoint http;
    private final ServiceReport report;
    private final KafkaMetricsPoller kafkaMetrics;
    private final UnattendedWatch unattended;
    private final StuckWatch stuck;
    private final TransactionWatch transactions;
    private final TopicSettingsWatch topicSettings;

    private CommandService(AbstractConfig config) {
        PipelineConfig pipeline = PipelineConfig.from(config);
        LoopConfig loop = LoopConfig.from(config);
        GroupConfig group = GroupConfig.from(config);
        ReportConfig reports = ReportConfig.from(config);
        KafkaClients clients = new KafkaClients(pipeline, group, loop);
        DatabaseConfig database = DatabaseConfig.from(config);
        Databases databases = new Databases(database, database.partitions(pipeline.partitions()));
        RegistrySchemas schemas = RegistrySchemas.at(
                pipeline.registryUrl(),
                SchemaConfig.from(config).patience(),
                databases.schemaPins("command-service-schemas"));
        AggregateTypes types = AggregateTypes.discover();
        log.info("aggregate types {}", types.names());
        PrometheusMeterRegistry metrics = ServiceMetrics.open();
        LoopMetrics loopMetrics =
                new LoopMetrics(metrics, loop.workers(), new WorkerTurns(reports.stallLimit(), System::nanoTime));
        Health health = new Health();
        health.ready("partitions", loopMetrics::readiness);
        health.ready("workers", this::workersReadiness);
        health.live("workers", this::workersLiveness);

        new StartupChecks(pipeline, databases.all("command-service-start"), clients).run(schemas, types);

        topicSettings = TopicRules.watch(clients, health);
        DecisionContext context = decisions(config, types, schemas);
        ForeignRecords foreign = new ForeignRecords();
        health.degraded("foreign-records", foreign::degradation);
        InstancePlace place = claimPlace(databases, pipeline.instanceId());
        for (int i = 1; i <= loop.workers(); i++) {
            String name = "command-service-" + pipeline.instanceId() + "-" + i;
            workers.add(new CommandWorker(
                    new WorkerConnections(
                            name, place, clients, databases, schemas, loopMetrics, foreign, topicSettings),
                    context,
                    settings(name, group, loop),
                    loopMetrics));
        }
        adminApi = new AdminApi(clients, databases, ReadConfig.from(config), types, schemas);
        http = HttpEndpoint.open(pipeline.httpPort(), health, metrics, adminApi);
        workers.forEach(CommandWorker::start);
        report = ServiceReport.start(
                "command-service-" + pipeline.instanceId(),
                loopMetrics,
                databases.measured("command-service-report"),
                reports.interval());
        unattended = watchAll(clients, databases, loopMetrics, reports.stallLimit());
        health.ready("progress", unattended::readiness);
        stuck = StuckWatch.start(workers);
        health.ready("deciding", stuck::readiness);
        health.degraded("unattended", unattended::degradation);
        String pollerName = "command-service-" + pipeline.instanceId() + "-watch";
        kafkaMetrics = KafkaMetricsPoller.start(
                pollerName, new AdminClientStats(clients, pollerName), loopMetrics, pipeline.partitions());
        transactions = watchTransactions(clients);
        log.info(
                "HTTP on port {}: /health/live, /health/ready, /metrics, /aggregates, /dead-letters, /inline-views",
                http.port());
    }

    private DecisionContext decisions(AbstractConfig config, AggregateTypes types, RegistrySchemas schemas) {
        PipelineConfig pipeline = PipelineConfig.from(config);
        return new DecisionContext(
                types,
                schemas,
                pipeline.topics(),
                pipeline.partitions(),
                FaultClock.system(),
                limits(pipeline.topics(), LoopConfig.from(config).recordBytesMax()),
                SnapshotConfig.from(config).policy(),
                new DecisionContext.Checks(Safeguard.VERSION_CHECK.isEnabled(), Safeguard.PARTITION_CHECK.isEnabled()));
    }

    public static void main(String[] args) {
        ServiceMain.run("command-service", () -> start(args));
    }

    /**
     * Starts the service.
     *
     * @throws StartupException if the configuration is wrong, or a server is not there within the configured time
     */
    public static CommandService start(String[] args) {
        return new CommandService(ServiceConfig.load(args, System.getenv(), keys().toArray(ConfigDef[]::new)));
    }

    /** The keys of all concerns. */
    static List<ConfigDef> keys() {
        return List.of(
                PipelineConfig.keys(),
                LoopConfig.keys(),
                SnapshotConfig.keys(),
                ReadConfig.keys(),
                GroupConfig.keys(),
                ReportConfig.keys(),
                DatabaseConfig.keys(),
                SchemaConfig.keys());
    }

    /** Finishes the batches at hand, forwards them, leaves the group. */
    @Override
    public void close() {
        List<Thread> closing = workers.stream()
                .map(worker -> Thread.ofPlatform().start(worker::close))
                .toList();
        for (Thread thread : closing) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        report.close();
        kafkaMetrics.close();
        unattended.close();
        stuck.close();
        transactions.close();
        topicSettings.close();
        http.close();
        adminApi.close();
    }

    private RecordLimits limits(Topics topics, int configured) {
        int own = Math.min(configured, KafkaClients.REQUEST_BYTES_MAX);
        return new RecordLimits(
                () -> Math.min(own, topicSettings.recordBytesMax(topics.events())),
                () -> Math.min(own, topicSettings.recordBytesMax(topics.commandResults())));
    }

    private static TransactionWatch watchTransactions(KafkaClients clients) {
        Topics topics = clients.pipeline().topics();
        Set<String> watched = Set.of(topics.commands(), topics.events(), topics.commandResults(), topics.commandsDlq());
        return TransactionWatch.start(
                Admin.create(clients.admin("command-service-transactions")),
                watched::contains,
                TransactionWatch.Pace.after(clients.group().transactionTimeout()),
                "what it had is forwarded again from the table, and commands in it were never sent");
    }

    private static InstancePlace claimPlace(Databases databases, String instanceId) {
        InstancePlace place =
                InstancePlace.of(databases.all("command-service-start").getFirst(), instanceId, Instant.now());
        try {
            place.claim();
            return place;
        } catch (SQLException e) {
            throw new StartupException("Postgres does not accept the row of this instance: " + e.getMessage(), e);
        }
    }

    private String workersReadiness() {
        String troubles = workers.stream()
                .map(CommandWorker::health)
                .filter(health -> !health.equals(Health.OK))
                .collect(Collectors.joining("; "));
        return troubles.isEmpty() ? Health.OK : troubles;
    }

    /** A restart helps only where a thread has ended, which none does by itself. */
    private String workersLiveness() {
        return workers.stream().noneMatch(CommandWorker::ended) ? Health.OK : "a worker's thread has ended";
    }

    /** Watches all partitions, independent of their owners. */
    private static UnattendedWatch watchAll(
            KafkaClients clients, Databases databases, LoopMetrics metrics, Duration stallLimit) {
        String name = "command-service-" + clients.pipeline().instanceId() + "-unattended";
        return UnattendedWatch.start(
                new UnattendedWatch.Watched(name, clients.pipeline().partitions(), stallLimit),
                new ServerSigns(clients, databases, name),
                metrics);
    }

    private static LoopSettings settings(String name, GroupConfig group, LoopConfig loop) {
        return new LoopSettings(
                name,
                group.sessionTimeout(),
                POLL_TIMEOUT,
                loop.cacheBytesMax(),
                VERSION_RETRIES_MAX,
                ACQUIRE_PAUSE_MIN,
                ACQUIRE_PAUSE_MAX,
                STOPPED_PAUSE,
                KafkaClients.STEP_TIMEOUT,
                RECOVERY_CHUNK_MAX);
    }
}
