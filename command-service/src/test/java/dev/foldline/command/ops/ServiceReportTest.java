package dev.foldline.command.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.foldline.command.batch.Phase;
import dev.foldline.command.loop.LoopProbe.PartitionState;
import dev.foldline.command.store.BatchBuilder;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.StreamId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One line has every metric, for the time since the last line. */
final class ServiceReportTest {

    private static final String WORKER = "command-service-1-1";
    private static final String MAIN = "jdbc:postgresql://127.0.0.1:5432/foldline";
    private static final String OTHER = "jdbc:postgresql://127.0.0.1:5433/foldline";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LoopMetrics metrics = Metrics.of(registry, 1);
    private long nowNs = 17;
    private boolean otherAnswers = true;
    private final List<MeasuredDatabase> databases =
            List.of(new MeasuredDatabase(MAIN, () -> 123_456), new MeasuredDatabase(OTHER, this::sizeOfOther));
    private final ServiceReport report = new ServiceReport("command-service-1", metrics, databases, () -> nowNs);

    private long sizeOfOther() throws SQLException {
        if (!otherAnswers) {
            throw new SQLException("connection refused\ncheck the server", "08001");
        }
        return 7;
    }

    @AfterEach
    void close() {
        report.close();
    }

    @Test
    void aLineHasEveryFigureWithItsUnit() {
        metrics.partition(WORKER, 2, PartitionState.OWNED, 7, "");
        metrics.partition(WORKER, 10, PartitionState.OWNED, 3, "");
        metrics.partition(WORKER, 3, PartitionState.WAITING, 0, "assigned by the group");
        commit(2, 10, 6);
        metrics.cache(9, 1);
        metrics.loaded(1, 250);
        metrics.snapshotUnusable(new StreamId(2, "account-1"), "account", "its stream has no version 9");
        int spentMs = 10;
        for (Phase phase : Phase.values()) {
            metrics.spent(phase, TimeUnit.MILLISECONDS.toNanos(spentMs++));
        }

        assertThat(after(Duration.ofSeconds(60))).containsExactlyEntriesOf(figures("""
                        interval_s=60.0 events_total=6 events_per_s=0.1 commands_total=6 commands_per_s=0.1 batches=1
                        batch_commands=6.0 cache_hits=9 cache_misses=1 cache_hit_percent=90.0 replay_streams=1
                        replay_events=250 poll_ms=10.0 decode_ms=11.0 load_ms=12.0 decide_ms=13.0 append_ms=14.0
                        forward_wait_ms=15.0 forward_ms=16.0 snapshots_unusable_total=1 epoch=2:7,10:3
                        owner=2:command-service-1-1,10:command-service-1-1 forward_lag_offsets=2:6,3:0,10:0
                        database_bytes=%s:123456,%s:7""".formatted(MAIN, OTHER)));
    }

    @Test
    void ratesAreOfTheTimeSinceTheLastLineAndTotalsSinceTheStart() {
        commit(2, 0, 300);
        metrics.cache(1, 3);
        metrics.spent(Phase.APPEND, TimeUnit.SECONDS.toNanos(2));
        assertThat(after(Duration.ofSeconds(60)))
                .containsEntry("events_per_s", "5.0")
                .containsEntry("cache_hit_percent", "25.0");

        commit(2, 300, 40);
        commit(2, 340, 20);
        metrics.cache(4, 0);
        metrics.spent(Phase.APPEND, TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(after(Duration.ofSeconds(30)))
                .containsEntry("interval_s", "30.0")
                .containsEntry("events_total", "360")
                .containsEntry("events_per_s", "2.0")
                .containsEntry("commands_per_s", "2.0")
                .containsEntry("batches", "2")
                .containsEntry("batch_commands", "30.0")
                .containsEntry("cache_hit_percent", "100.0")
                .containsEntry("append_ms", "500.0");
        assertThat(gauge(CommandMetric.EVENTS_PER_SECOND)).isEqualTo(2);
        assertThat(gauge(CommandMetric.CACHE_HIT_RATIO)).isEqualTo(1);
    }

    @Test
    void aLineOnAnIdleInstanceSaysThatThereIsNothing() {
        assertThat(after(Duration.ofSeconds(60)))
                .containsEntry("events_per_s", "0.0")
                .containsEntry("batch_commands", "-")
                .containsEntry("cache_hit_percent", "-")
                .containsEntry("epoch", "-")
                .containsEntry("owner", "-")
                .containsEntry("forward_lag_offsets", "-");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsWarnedOfOnceUntilItAnswersAgain() {
        try (LoggedLines logged = new LoggedLines(DatabaseSizes.class)) {
            otherAnswers = false;
            assertThat(after(Duration.ofSeconds(60)))
                    .containsEntry("database_bytes", MAIN + ":123456," + OTHER + ":unknown");
            report.next();
            assertThat(logged.at(Level.WARN))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains(OTHER, "08001", "connection refused")
                            .doesNotContain("\n"));
            assertThat(databaseGauge(OTHER)).isNaN();

            otherAnswers = true;
            report.next();
            assertThat(databaseGauge(OTHER)).isEqualTo(7);
            otherAnswers = false;
            report.next();
            report.next();
            assertThat(logged.at(Level.WARN)).hasSize(2);
        }
    }

    @Test
    void aThreadOfItsOwnReportsOnceInEachIntervalUntilItIsClosed() {
        try (LoggedLines logged = new LoggedLines(ServiceReport.class)) {
            ServiceReport running = ServiceReport.start(
                    "command-service-9", Metrics.of(new SimpleMeterRegistry(), 1), databases, Duration.ofMillis(100));
            await().until(() -> logged.at(Level.INFO).size() >= 2);
            running.close();
            assertThat(logged.at(Level.INFO)).allMatch(line -> line.startsWith("[command-service-9] interval_s=0."));
            assertThat(logged.threads()).containsOnly("command-service-9-report");
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("command-service-9-report")));
        }
    }

    @Test
    void aReportThatFailsIsNotTheLast() {
        List<MeasuredDatabase> broken = List.of(new MeasuredDatabase(MAIN, () -> {
            throw new IllegalStateException("on purpose");
        }));
        try (LoggedLines logged = new LoggedLines(ServiceReport.class);
                ServiceReport _ = ServiceReport.start(
                        "command-service-9",
                        Metrics.of(new SimpleMeterRegistry(), 1),
                        broken,
                        Duration.ofMillis(100))) {
            await().until(() -> logged.at(Level.WARN).size() >= 2);
        }
    }

    @Test
    void everyKeyOfTheLineIsExplainedOnThePage() throws IOException {
        String page = Files.readString(Path.of("..", "infra", "guides", "metrics.md"));
        assertThat(after(Duration.ofSeconds(60)).keySet())
                .allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
    }

    /** Commits as many commands, with an event each. */
    private void commit(int partition, long fromOffset, int commands) {
        BatchBuilder batch = BatchBuilder.from(new Ownership(partition, 7, fromOffset, fromOffset + 1));
        for (int i = 0; i < commands; i++) {
            batch.accepted("account-" + i, 1);
        }
        PartitionBatch built = batch.build();
        metrics.committed(built);
    }

    private Map<String, String> after(Duration interval) {
        nowNs += interval.toNanos();
        return figures(report.next());
    }

    private static Map<String, String> figures(String line) {
        Map<String, String> figures = new LinkedHashMap<>();
        for (String figure : line.split("\\s+", -1)) {
            int equals = figure.indexOf('=');
            figures.put(figure.substring(0, equals), figure.substring(equals + 1));
        }
        return figures;
    }

    private double gauge(CommandMetric metric) {
        return registry.get(metric.id()).gauge().value();
    }

    private double databaseGauge(String name) {
        return registry.get(CommandMetric.DATABASE_BYTES.id())
                .tag("database", name)
                .gauge()
                .value();
    }
}
