package dev.foldline.projection;

import dev.foldline.projection.config.QuerySettings;
import dev.foldline.projection.config.StreamsSettings;
import dev.foldline.projection.ops.ProjectionHealth;
import dev.foldline.projection.ops.ProjectionMeters;
import dev.foldline.projection.query.ProjectionRoutes;
import dev.foldline.projection.query.StoreViewReader;
import dev.foldline.projection.query.ViewReader;
import dev.foldline.projection.rebuild.Phase;
import dev.foldline.projection.topology.InternalTopics;
import dev.foldline.projection.topology.RocksDbMemory;
import dev.foldline.projection.topology.RunningProjection;
import dev.foldline.projection.topology.StreamsProperties;
import dev.foldline.projection.view.Projection;
import dev.foldline.runtime.Health;
import dev.foldline.runtime.HttpEndpoint;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.runtime.ServiceConfig;
import dev.foldline.runtime.ServiceMain;
import dev.foldline.runtime.StartupException;
import dev.foldline.serde.RegistrySchemas;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.AbstractConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folds events into views, publishes them as topics and answers queries. */
public final class ProjectionService implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ProjectionService.class);

    /** Closes what has been opened, the last first. */
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
                args, environment, PipelineConfig.keys(), StreamsSettings.keys(), QuerySettings.keys());
        PipelineConfig pipeline = PipelineConfig.from(config);
        List<Projection<?>> projections = Projection.all();
        RegistrySchemas schemas = RegistrySchemas.at(pipeline.registryUrl());
        new StartupChecks(pipeline).await(projections, schemas);
        ProjectionService service = new ProjectionService();
        try {
            service.open(pipeline, StreamsSettings.from(config), QuerySettings.from(config), projections, schemas);
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
        return service;
    }

    private void open(
            PipelineConfig pipeline,
            StreamsSettings streams,
            QuerySettings queries,
            List<Projection<?>> projections,
            RegistrySchemas schemas) {
        Health health = new Health();
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ProjectionMeters meters = new ProjectionMeters(metrics);
        RocksDbMemory memory = new RocksDbMemory(streams.rocksDbBytesMax());
        closing.push(memory::close);
        Map<String, ViewReader> views = new HashMap<>();
        for (Projection<?> projection : projections) {
            String name = projection.name();
            String build = name + "-v" + projection.version() + "-b1";
            makeTopics(pipeline, streams, name, build);
            RunningProjection running = RunningProjection.start(
                    projection,
                    build,
                    Phase.SERVING,
                    new RunningProjection.Surroundings(pipeline, streams, schemas, memory));
            closing.push(running::close);
            meters.showGates(name, running.gates(), pipeline.partitions());
            meters.showFolded(name, running, RunningProjection::folded);
            KafkaStreamsMetrics streamsMetrics = new KafkaStreamsMetrics(running.streams());
            streamsMetrics.bindTo(metrics);
            closing.push(streamsMetrics::close);
            ProjectionHealth.add(health, name, running::state, running::lastError);
            views.put(name, new StoreViewReader(running));
            log.info("[{}] version {} is started", name, projection.version());
        }
        ProjectionRoutes routes = new ProjectionRoutes(views, queries);
        HttpEndpoint http = HttpEndpoint.open(pipeline.httpPort(), health, metrics, routes);
        closing.push(http::close);
        log.info("http port {}", http.port());
    }

    private static void makeTopics(PipelineConfig pipeline, StreamsSettings streams, String name, String build) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", pipeline.bootstrapServers()))) {
            new InternalTopics(pipeline, streams.replicationFactor())
                    .make(admin, name, StreamsProperties.applicationId(build, pipeline, streams));
        } catch (ExecutionException | InterruptedException e) {
            throw new StartupException("topics of " + build + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** Stops answering, then commits and leaves the group. */
    @Override
    public void close() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }
}
