package dev.foldline.projection.rebuild;

import dev.foldline.domain.topology.TopologyProjection;
import dev.foldline.domain.view.Projection;
import dev.foldline.projection.database.ProjectionDatabase;
import dev.foldline.projection.topology.ProjectionContext;
import dev.foldline.projection.topology.RunningProjection;
import dev.foldline.runtime.ServerWait;
import dev.foldline.runtime.StartupException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All views on this instance, and the thread that calls {@link ProjectionHost#step} of each. */
public final class ProjectionHosts implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ProjectionHosts.class);

    private static final Duration STEP_INTERVAL = Duration.ofMillis(500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final Map<String, ProjectionHost> hosts;
    private final Map<String, Supplier<RunningProjection>> running = new LinkedHashMap<>();
    private final List<RunningProjection> topologies = new ArrayList<>();
    private final Admin admin;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread steps = Thread.ofPlatform().name("projection-hosts").unstarted(this::stepUntilClosed);

    private ProjectionHosts(Map<String, ProjectionHost> hosts, Admin admin) {
        this.hosts = hosts;
        this.admin = admin;
    }

    /**
     * Starts the build of each view that serves, and waits for Postgres and Kafka where one does not answer in time.
     *
     * @param projections every version of every view
     * @param topologies  projections that bring their own topology
     * @throws StartupException if one does not answer within the configured time, or Kafka refuses a topic
     */
    public static ProjectionHosts start(
            Collection<Projection<?>> projections,
            Collection<TopologyProjection> topologies,
            ProjectionDatabase database,
            ProjectionContext context) {
        Admin admin =
                Admin.create(Map.of("bootstrap.servers", context.pipeline().bootstrapServers()));
        Builds builds = new Builds(database);
        BuildRunner runner = new BuildRunner(context, admin);
        Map<String, List<Projection<?>>> byName = projections.stream()
                .collect(Collectors.groupingBy(Projection::name, LinkedHashMap::new, Collectors.toList()));
        Map<String, ProjectionHost> hosts = new LinkedHashMap<>();
        byName.forEach((name, versions) -> hosts.put(
                name,
                new ProjectionHost(versions, builds, runner, context.pipeline().partitions())));
        ProjectionHosts all = new ProjectionHosts(hosts, admin);
        ServerWait wait = new ServerWait(context.pipeline().startupTimeout());
        try {
            for (ProjectionHost host : hosts.values()) {
                wait.until(serversOf(host.name()), () -> serves(host));
                all.running.put(host.name(), host::serving);
            }
            for (TopologyProjection topology : topologies) {
                RunningProjection started = wait.until(serversOf(topology.name()), () -> runner.start(topology));
                all.topologies.add(started);
                all.running.put(topology.name(), () -> started);
            }
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
        all.steps.start();
        return all;
    }

    private static String serversOf(String view) {
        return "what the view " + view + " needs of Postgres and Kafka";
    }

    /** Takes the first step of a view. Where it fails after the view serves, later steps repeat the rest. */
    private static boolean serves(ProjectionHost host) throws SQLException, ExecutionException, InterruptedException {
        try {
            host.step();
        } catch (SQLException | ExecutionException | RuntimeException e) {
            if (!host.hasServing()) {
                throw e;
            }
            notFollowed(host, e);
        }
        return true;
    }

    private static void notFollowed(ProjectionHost host, Exception e) {
        log.warn("[{}] its control record cannot be followed now: {}", host.name(), e.getMessage());
    }

    /** The views, by name. */
    public Map<String, ProjectionHost> byName() {
        return hosts;
    }

    /** What runs for each projection, also for those that bring their own topology; ask each time. */
    public Map<String, Supplier<RunningProjection>> running() {
        return Collections.unmodifiableMap(running);
    }

    private void stepUntilClosed() {
        try {
            while (!closed.await(STEP_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                stepAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stepAll() throws InterruptedException {
        for (ProjectionHost host : hosts.values()) {
            try {
                host.step();
            } catch (SQLException | ExecutionException | RuntimeException e) {
                // The view itself continues; only rebuilds wait.
                notFollowed(host, e);
            }
        }
    }

    /** Stops the steps, then commits the current transactions and leaves the groups. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (steps.getState() != Thread.State.NEW) {
                steps.join(CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (var closing = Executors.newVirtualThreadPerTaskExecutor()) {
            hosts.values().forEach(host -> closing.execute(host::close));
            topologies.forEach(topology -> closing.execute(topology::close));
        }
        admin.close();
    }
}
