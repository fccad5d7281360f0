package dev.foldline.projection.rebuild;

import dev.foldline.domain.view.Projection;
import dev.foldline.projection.handover.Phase;
import dev.foldline.projection.topology.BuildTopics;
import dev.foldline.projection.topology.RunningProjection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One view on this instance: the build that serves, and the one that is made beside it.
 *
 * <p>Every instance does the same: it runs each build that the control record names, reports how far its tasks have
 * come, and takes the record one step further where possible. So a rebuild continues when any instance crashes.
 *
 * <ol>
 *   <li>BUILDING: the next build folds all events and publishes nothing. When each partition has reached the position
 *       that the serving build had at the last check, the cut-over begins.
 *   <li>CUTTING_OVER: the tasks of the serving build stop folding and hand their rows over; those of the next one
 *       compare and publish (package {@code handover}). When all of them serve, so does the build.
 *   <li>The former build answers queries for a few more seconds, closes, and is deleted with its topics.
 * </ol>
 *
 * <p>{@link #step} is called by one thread; all other methods may be called by any.
 */
public final class ProjectionHost implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ProjectionHost.class);

    /** For this long, queries that still go to the former build get an answer. */
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private final String name;
    /** The versions of the view that are on the classpath, the newest first. */
    private final List<Projection<?>> versions;

    private final Builds builds;
    private final BuildRunner runner;
    private final int partitions;
    private final Map<Integer, RunningProjection> running = new HashMap<>();
    private final Map<Integer, Long> overSinceNs = new HashMap<>();
    private volatile @Nullable RunningProjection serving;
    private volatile @Nullable RebuildProgress progress;
    private Map<Integer, TaskReport> servingBefore = Map.of();
    private final RateMeter rate = new RateMeter();

    ProjectionHost(List<Projection<?>> versions, Builds builds, BuildRunner runner, int partitions) {
        this.versions = versions.stream()
                .sorted(Comparator.<Projection<?>>comparingInt(Projection::version)
                        .reversed())
                .toList();
        this.name = this.versions.getFirst().name();
        this.builds = builds;
        this.runner = runner;
        this.partitions = partitions;
    }

    /** Name of the view. */
    public String name() {
        return name;
    }

    /** The newest version of the view on the classpath: what a rebuild makes. */
    public Projection<?> newest() {
        return versions.getFirst();
    }

    boolean hasServing() {
        return serving != null;
    }

    /** The build that answers queries; another one after a rebuild, so ask for it each time. */
    public RunningProjection serving() {
        return Objects.requireNonNull(serving, "the first step comes before any query");
    }

    /** How far a rebuild has come at the last step, null while there is none. */
    public @Nullable RebuildProgress progress() {
        return progress;
    }

    /** The same, with a rebuild that has been requested since then. */
    Optional<RebuildProgress> exactProgress() throws SQLException {
        Optional<Build> build = one(builds.of(name), Build::isInProgress);
        RebuildProgress last = progress;
        return build.map(next -> last == null || last.build() != next.number() ? RebuildProgress.begun(next) : last);
    }

    /**
     * Begins to build the newest version beside the one that serves.
     *
     * @throws ReplayInProgressException if a rebuild is in progress already
     */
    public RebuildProgress rebuild() throws SQLException, ReplayInProgressException {
        Build build = builds.request(name, newest().version())
                .orElseThrow(() -> new ReplayInProgressException(name + ": replay already in progress"));
        log.info("[{}] rebuild as {} is requested", name, build.name());
        return RebuildProgress.begun(build);
    }

    /**
     * Cancels a rebuild; the build that serves is not affected.
     *
     * @return the number of the build that is cancelled
     * @throws ReplayInProgressException if no rebuild is in progress, or it takes over already
     */
    public int cancel() throws SQLException, ReplayInProgressException {
        Build build = one(builds.of(name), Build::isInProgress)
                .orElseThrow(() -> new ReplayInProgressException(name + ": no rebuild is in progress"));
        if (build.state() != Build.State.BUILDING || !builds.change(build, Build.State.CANCELLED)) {
            throw new ReplayInProgressException(name + ": build " + build.number() + " takes over already");
        }
        log.info("[{}] build {} is cancelled", name, build.name());
        return build.number();
    }

    /**
     * Looks at the control record and does what it says.
     *
     * @throws SQLException       if Postgres does not answer: nothing was changed, try again
     * @throws ExecutionException if Kafka does not answer
     */
    void step() throws SQLException, ExecutionException, InterruptedException {
        List<Build> all = builds.of(name);
        if (all.isEmpty()) {
            builds.serveFirst(name, newest().version());
            all = builds.of(name);
        }
        Build servingBuild = one(all, build -> build.state() == Build.State.SERVING)
                .orElseThrow(() -> new SQLException(name + ": no build serves"));
        RunningProjection former = serving;
        serving = run(servingBuild);
        if (former != null && former != serving) {
            log.info("[{}] {} serves", name, servingBuild.name());
        }
        Optional<Build> next = one(all, Build::isInProgress);
        if (next.isPresent()) {
            RunningProjection nextRunning = run(next.get());
            report(servingBuild);
            report(next.get());
            drive(servingBuild, next.get(), nextRunning);
        } else {
            progress = null;
            servingBefore = Map.of();
            rate.reset();
        }
        for (Build build : all) {
            if (build.isOver()) {
                putAway(build);
            }
        }
    }

    @Override
    public void close() {
        running.values().forEach(RunningProjection::close);
    }

    private void drive(Build servingBuild, Build next, RunningProjection nextRunning) throws SQLException {
        Map<Integer, TaskReport> servingTasks = builds.reports(servingBuild);
        Map<Integer, TaskReport> nextTasks = builds.reports(next);
        showProgress(next, servingTasks, nextTasks);
        if (next.state() == Build.State.BUILDING) {
            boolean reached = servingBefore.size() == partitions
                    && nextTasks.size() == partitions
                    && hasReached(nextTasks, servingBefore);
            servingBefore = servingTasks;
            if (reached && builds.change(next, Build.State.CUTTING_OVER)) {
                log.info("[{}] {} has caught up and takes over", name, next.name());
            }
            return;
        }
        serving().handover().retire(BuildTopics.handover(nextRunning.applicationId()));
        boolean all = nextTasks.size() == partitions
                && nextTasks.values().stream().allMatch(task -> task.phase() == Phase.SERVING);
        if (all && builds.takeOver(servingBuild, next)) {
            log.info("[{}] {} has taken over from {}", name, next.name(), servingBuild.name());
        }
    }

    private RunningProjection run(Build build) throws ExecutionException, InterruptedException {
        RunningProjection there = running.get(build.number());
        if (there == null) {
            there = runner.start(foldOf(build), build);
            running.put(build.number(), there);
        }
        return there;
    }

    /** The version that a build was begun with; the newest if that version is no longer on the classpath. */
    private Projection<?> foldOf(Build build) {
        return versions.stream()
                .filter(projection -> projection.version() == build.version())
                .findFirst()
                .orElseGet(() -> {
                    log.warn(
                            "[{}] version {} of build {} is in no jar here, so version {} folds on what it has"
                                    + " made: rebuild the view",
                            name,
                            build.version(),
                            build.name(),
                            newest().version());
                    return newest();
                });
    }

    private void report(Build build) throws SQLException {
        RunningProjection here = Objects.requireNonNull(running.get(build.number()));
        Map<Integer, TaskReport> tasks = new LinkedHashMap<>();
        here.handover().phases().forEach((task, phase) -> {
            List<Long> positions = new ArrayList<>();
            for (long position : here.positions().of(task)) {
                positions.add(position);
            }
            tasks.put(task, new TaskReport(phase, positions));
        });
        builds.report(build, tasks);
    }

    private void putAway(Build build) throws SQLException, ExecutionException, InterruptedException {
        long nowNs = System.nanoTime();
        long sinceNs = overSinceNs.computeIfAbsent(build.number(), number -> nowNs);
        if (nowNs - sinceNs < FAREWELL.toNanos()) {
            return;
        }
        RunningProjection over = running.remove(build.number());
        if (over != null) {
            over.close();
            over.streams().cleanUp();
        }
        if (runner.delete(build)) {
            builds.change(build, Build.State.DELETED);
            overSinceNs.remove(build.number());
            log.info("[{}] {} is deleted", name, build.name());
        }
    }

    private void showProgress(Build next, Map<Integer, TaskReport> servingTasks, Map<Integer, TaskReport> nextTasks) {
        long done = sum(nextTasks);
        long total = sum(servingTasks);
        long perSecond = rate.at(done, System.nanoTime());
        Duration left = perSecond == 0 ? null : Duration.ofSeconds(Math.max(0, total - done) / perSecond);
        progress =
                new RebuildProgress(next.number(), next.version(), next.state().name(), done, total, perSecond, left);
    }

    private static boolean hasReached(Map<Integer, TaskReport> tasks, Map<Integer, TaskReport> target) {
        return tasks.entrySet().stream().allMatch(task -> {
            List<Long> wanted =
                    Objects.requireNonNull(target.get(task.getKey())).positions();
            List<Long> reached = task.getValue().positions();
            for (int partition = 0; partition < wanted.size(); partition++) {
                if (reached.get(partition) < wanted.get(partition)) {
                    return false;
                }
            }
            return true;
        });
    }

    /**
     * Adds up the lowest position above zero of every partition: either one task reads the partition, or each of them
     * does.
     */
    private static long sum(Map<Integer, TaskReport> tasks) {
        long sum = 0;
        int width = tasks.values().stream()
                .mapToInt(task -> task.positions().size())
                .max()
                .orElse(0);
        for (int partition = 0; partition < width; partition++) {
            int of = partition;
            sum += tasks.values().stream()
                    .mapToLong(task -> task.positions().get(of))
                    .filter(position -> position > 0)
                    .min()
                    .orElse(0);
        }
        return sum;
    }

    private static Optional<Build> one(List<Build> all, Predicate<Build> wanted) {
        return all.stream().filter(wanted).findFirst();
    }
}
