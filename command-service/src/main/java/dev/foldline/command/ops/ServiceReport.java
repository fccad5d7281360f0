package dev.foldline.command.ops;

import dev.foldline.command.batch.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once per interval how this instance does, in one line of {@code key=value}; {@code infra/guides/metrics.md}
 * explains the keys.
 *
 * <p>Has a thread of its own, which also asks the databases for their sizes: no worker waits for it.
 */
public final class ServiceReport implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServiceReport.class);

    private final String instance;
    private final LoopMetrics metrics;
    private final DatabaseSizes databases;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService thread;
    private Totals reported;
    private long reportedNs;
    private volatile double eventsPerSecond;
    private volatile double cacheHitRatio = Double.NaN;

    /**
     * @param instance  what the lines begin with
     * @param databases those whose sizes are told
     * @param nanoTime  a clock that only moves on
     */
    ServiceReport(String instance, LoopMetrics metrics, List<MeasuredDatabase> databases, LongSupplier nanoTime) {
        this.instance = instance;
        this.metrics = metrics;
        this.databases = new DatabaseSizes(databases, metrics.meters());
        this.nanoTime = nanoTime;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(instance + "-report").factory());
        this.reported = metrics.totals();
        this.reportedNs = nanoTime.getAsLong();
        metrics.meters().gauge(CommandMetric.EVENTS_PER_SECOND, this, report -> report.eventsPerSecond);
        metrics.meters().gauge(CommandMetric.CACHE_HIT_RATIO, this, report -> report.cacheHitRatio);
    }

    /** Begins to report, the first time after one interval. */
    public static ServiceReport start(
            String instance, LoopMetrics metrics, List<MeasuredDatabase> databases, Duration interval) {
        ServiceReport report = new ServiceReport(instance, metrics, databases, System::nanoTime);
        // With a delay and not at a rate: a process that slept does not make up for the reports it has missed.
        ScheduledFuture<?> _ = report.thread.scheduleWithFixedDelay(
                report::report, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        return report;
    }

    /** Stops reporting; a question that a database has not answered yet is left to its own time-out. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void report() {
        try {
            log.info("[{}] {}", instance, next());
        } catch (RuntimeException e) {
            // Thrown on, it would silently end all further reports.
            log.warn("[{}] report failed, the next one follows after the interval", instance, e);
        }
    }

    /** The line on what has happened since the last one. */
    String next() {
        databases.ask();
        Totals totals = metrics.totals();
        long nowNs = nanoTime.getAsLong();
        Totals since = totals.since(reported);
        double seconds = (nowNs - reportedNs) / 1e9;
        reported = totals;
        reportedNs = nowNs;
        eventsPerSecond = since.events() / seconds;
        cacheHitRatio = since.cacheHitRatio();
        return line(totals, since, seconds);
    }

    private String line(Totals totals, Totals since, double seconds) {
        StringJoiner line = new StringJoiner(" ");
        line.add("interval_s=" + decimal(seconds));
        line.add("events_total=" + whole(totals.events()));
        line.add("events_per_s=" + decimal(since.events() / seconds));
        line.add("commands_total=" + whole(totals.commands()));
        line.add("commands_per_s=" + decimal(since.commands() / seconds));
        line.add("batches=" + whole(since.batches()));
        line.add("batch_commands=" + decimal(since.commandsPerBatch()));
        line.add("cache_hits=" + whole(since.cacheHits()));
        line.add("cache_misses=" + whole(since.cacheMisses()));
        line.add("cache_hit_percent=" + decimal(100 * since.cacheHitRatio()));
        line.add("replay_streams=" + whole(since.streamsReplayed()));
        line.add("replay_events=" + whole(since.eventsReplayed()));
        for (Phase phase : Phase.values()) {
            line.add(
                    LoopMetrics.nameOf(phase) + "_ms=" + decimal(since.phaseMs().getOrDefault(phase, 0.0)));
        }
        line.add("snapshots_unusable_total=" + whole(totals.snapshotsUnusable()));
        line.add("epoch=" + orNone(metrics.partitions().epochs()));
        line.add("owner=" + orNone(metrics.partitions().owners()));
        line.add("forward_lag_offsets=" + orNone(metrics.partitions().forwardLags()));
        line.add("database_bytes=" + orNone(databases.list()));
        return line.toString();
    }

    private static String whole(double value) {
        return String.valueOf((long) value);
    }

    private static String decimal(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.1f", value) : "-";
    }

    private static String orNone(String list) {
        return list.isEmpty() ? "-" : list;
    }
}
