package dev.foldline.projection;

import dev.foldline.contract.KeyPartitioner;
import dev.foldline.domain.Domains;
import dev.foldline.domain.topology.TopologyProjection;
import dev.foldline.domain.view.Projection;
import dev.foldline.projection.config.AdvertisedAddress;
import dev.foldline.projection.config.DatabaseConfig;
import dev.foldline.projection.config.QuerySettings;
import dev.foldline.projection.config.ReadModelSettings;
import dev.foldline.projection.config.StreamsSettings;
import dev.foldline.projection.database.ProjectionDatabase;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.ops.ProjectionHealth;
import dev.foldline.projection.ops.ProjectionMeters;
import dev.foldline.projection.ops.ReadModelMeters;
import dev.foldline.projection.process.topology.RunningProcesses;
import dev.foldline.projection.query.PeerClient;
import dev.foldline.projection.query.ProjectionRoutes;
import dev.foldline.projection.query.SharedView;
import dev.foldline.projection.query.StoreView;
import dev.foldline.projection.query.StreamsPeers;
import dev.foldline.projection.query.deadletter.DeadLetterRoutes;
import dev.foldline.projection.query.deadletter.ParkedStores;
import dev.foldline.projection.query.deadletter.Requests;
import dev.foldline.projection.query.status.EventTopicEnds;
import dev.foldline.projection.query.status.RunningProgress;
import dev.foldline.projection.query.status.StatusRoutes;
import dev.foldline.projection.query.status.StatusWatch;
import dev.foldline.projection.query.status.ViewMeter;
import dev.foldline.projection.readmodel.ReadModelContext;
import dev.foldline.projection.readmodel.ReadModels;
import dev.foldline.projection.rebuild.ProjectionHost;
import dev.foldline.projection.rebuild.ProjectionHosts;
import dev.foldline.projection.rebuild.RebuildRoutes;
import dev.foldline.projection.topology.ProjectionContext;
import dev.foldline.projection.topology.RocksDbMemory;
import dev.foldline.projection.topology.StreamsProperties;
import dev.foldline.runtime.Health;
import dev.foldline.runtime.HttpEndpoint;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.runtime.ServiceConfig;
import dev.foldline.runtime.ServiceMain;
import dev.foldline.runtime.ServiceMetrics;
import dev.foldline.runtime.kafka.TopicSettingsWatch;
import dev.foldline.runtime.kafka.TransactionWatch;
import dev.foldline.serde.RegistrySchemas;
import io.javalin.config.RoutesConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folds events into views, publishes them as topics and answers queries. */
public final class ProjectionService implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ProjectionService.class);

    /** How to close what has been opened, the last first. */
    private final Deque<Runnable> closing = new ArrayDeque<>();

    private ProjectionService() {}

    public static void main(String[] args) {
        ServiceMain.run("projection-service", () -> start(args, System.getenv()));
    }

    /**
     * Starts every projection on the classpath.
     *
     * @throws dev.foldline.runtime.StartupException if the configuration is wrong or something is not there in time
     */
    static ProjectionService start(String[] args, Map<String, String> environment) {
        AbstractConfig config = ServiceConfig.load(
                args,
                environment,
                PipelineConfig.keys(),
                StreamsSettings.keys(),
                QuerySettings.keys(),
                DatabaseConfig.keys(),
                ReadModelSettings.keys());
        ProjectionService service = new ProjectionService();
        try {
            service.open(config);
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
        return service;
    }

    /**
     * Watches all topics that its applications write: their own topics, those of the views, and the commands of
     * processes.
     */
    private static TransactionWatch watchTransactions(PipelineConfig pipeline, StreamsSettings settings) {
        String ownTopics = StreamsProperties.applicationId("", pipeline, settings);
        String viewTopics = pipeline.topics().projection("");
        String commands = pipeline.topics().commands();
        return TransactionWatch.start(
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, pipeline.bootstrapServers())),
                topic -> topic.startsWith(ownTopics) || topic.startsWith(viewTopics) || topic.equals(commands),
                TransactionWatch.Pace.after(settings.transactionTimeout()),
                "the events in it are folded again");
    }

    private void open(AbstractConfig config) {
        PipelineConfig pipeline = PipelineConfig.from(config);
        StreamsSettings settings = StreamsSettings.from(config);
        ProjectionDatabase database = new ProjectionDatabase(DatabaseConfig.from(config));
        closing.push(database::close);
        Domains domains = Domains.onClassPath();
        List<Projection<?>> projections = domains.projections();
        RegistrySchemas schemas = RegistrySchemas.at(pipeline.registryUrl());
        new StartupChecks(pipeline).await(projections, schemas, database);
        PrometheusMeterRegistry metrics = ServiceMetrics.open();
        RocksDbMemory memory = new RocksDbMemory(settings.rocksDbBytesMax());
        closing.push(memory::close);
        ProjectionContext context = new ProjectionContext(pipeline, settings, schemas, memory, metrics);
        ProjectionHosts hosts = ProjectionHosts.start(projections, TopologyProjection.all(), database, context);
        closing.push(hosts::close);
        Health health = new Health();
        ProjectionHealth projectionHealth = new ProjectionHealth(health);
        hosts.running()
                .forEach((name, running) -> projectionHealth.addView(
                        name,
                        new ProjectionHealth.Running(
                                () -> running.get().state(),
                                () -> running.get().lastError(),
                                () -> running.get().waitsFor())));
        startReadModels(
                domains,
                new ReadModelContext(pipeline, ReadModelSettings.from(config), schemas, database),
                new ReadModelMeters(metrics, health));
        ProcessManagers processes =
                ProcessManagers.start(domains.processes(), context, projectionHealth, new ProjectionMeters(metrics));
        closing.push(processes::close);
        closing.push(watchTransactions(pipeline, settings)::close);
        closing.push(TopicSettingsWatch.start(
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, pipeline.bootstrapServers())),
                StartupChecks.rules(pipeline, projections),
                pipeline.topicsCheckInterval(),
                health)::close);
        Consumer<RoutesConfig> routes = routes(hosts, processes, context, QuerySettings.from(config));
        HttpEndpoint http = HttpEndpoint.open(pipeline.httpPort(), health, metrics, routes);
        closing.push(http::close);
        log.info("http port {}", http.port());
    }

    private void startReadModels(Domains domains, ReadModelContext context, ReadModelMeters meters) {
        ReadModels readModels = ReadModels.start(domains.readModels(), domains.projections(), context);
        closing.push(readModels::close);
        int partitions = context.pipeline().partitions();
        readModels.stats().forEach((name, stats) -> meters.show(name, stats, partitions));
    }

    private Consumer<RoutesConfig> routes(
            ProjectionHosts hosts, ProcessManagers processes, ProjectionContext context, QuerySettings queries) {
        PipelineConfig pipeline = context.pipeline();
        String hostAndPort = AdvertisedAddress.of(context.settings().advertisedUrl(), pipeline.httpPort())
                .map(AdvertisedAddress::hostAndPort)
                .orElse(null);
        int partitions = pipeline.partitions();
        KeyPartitioner keys = pipeline.topics().partitioner();
        EventTopicEnds topicEnds = EventTopicEnds.open(
                pipeline.bootstrapServers(), pipeline.topics().events(), partitions);
        ProjectionMeters meters = new ProjectionMeters(context.metrics());
        Map<String, SharedView> views = new HashMap<>();
        Map<String, StatusRoutes.View> statuses = new HashMap<>();
        Map<String, DeadLetterRoutes.View> parked = new HashMap<>();
        hosts.running().forEach((name, running) -> {
            StreamsPeers others = new StreamsPeers(name, () -> running.get().streams(), keys, hostAndPort);
            ViewMeter meter = new ViewMeter(new RunningProgress(running), partitions);
            meters.showGates(name, () -> running.get().gates(), partitions);
            meters.showRunning(name, () -> running.get().state());
            meters.showFolded(name, running, now -> now.get().folded());
            meters.showProgress(name, meter, topicEnds, partitions);
            meters.showParked(name, () -> running.get().parked(), partitions);
            ProjectionHost host = hosts.byName().get(name);
            parked.put(
                    name,
                    new DeadLetterRoutes.View(
                            ParkedStores.ofProjection(running, partitions),
                            others,
                            pipeline.topics().projectionRequests(name)));
            statuses.put(
                    name, new StatusRoutes.View(meter, others, () -> host == null ? null : RebuildRoutes.json(host)));
            if (host != null) {
                views.put(name, new SharedView(new StoreView(name, running), others));
            }
        });
        for (RunningProcesses manager : processes.running()) {
            parked.put(
                    manager.label(),
                    new DeadLetterRoutes.View(
                            ParkedStores.ofProcesses(manager.streams(), partitions),
                            new StreamsPeers(SequencedDeadLetters.STORE, manager::streams, keys, hostAndPort),
                            manager.requests()));
        }
        StatusWatch watch = StatusWatch.start(
                topicEnds,
                statuses.values().stream().map(StatusRoutes.View::meter).toList());
        closing.push(watch::close);
        PeerClient peers = new PeerClient(queries.answerTimeout());
        closing.push(peers::close);
        Requests requests = Requests.to(pipeline.bootstrapServers());
        closing.push(requests::close);
        return new RebuildRoutes(hosts.byName())
                .andThen(new ProjectionRoutes(views, queries, partitions, peers))
                .andThen(new DeadLetterRoutes(parked, peers, requests))
                .andThen(new StatusRoutes(statuses, pipeline.instanceId(), partitions, topicEnds, peers));
    }

    /** Stops answering, then commits and leaves the group. */
    @Override
    public void close() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }
}
