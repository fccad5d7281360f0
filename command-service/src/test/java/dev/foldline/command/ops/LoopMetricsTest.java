package dev.foldline.command.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.Phase;
import dev.foldline.command.loop.LoopProbe.PartitionState;
import dev.foldline.command.store.BatchBuilder;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.runtime.Health;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoopMetricsTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final LoopMetrics metrics = Metrics.of(registry, 1);

    /** Offsets 10 to 15: three accepted with six events, two rejected of which one repeated, one dead. */
    private static PartitionBatch batch() {
        UUID commandId = new UUID(7, 7);
        CommandOutcome rejected = BatchBuilder.from(new Ownership(2, 1, 3, 1))
                .rejected("account-1", commandId)
                .build()
                .outcomes()
                .getFirst();
        return BatchBuilder.from(new Ownership(2, 1, 10, 101))
                .accepted("account-1", 3)
                .accepted("account-2", 1)
                .rejected("account-1", commandId)
                .repeated(rejected)
                .dead(new byte[] {1})
                .accepted("account-1", 2)
                .build();
    }

    @Test
    void commandsAreCountedByStatusAndCode() {
        metrics.committed(batch());
        assertThat(commands("accepted", "")).isEqualTo(3);
        assertThat(commands("rejected", "version-conflict")).isEqualTo(2);
        assertThat(commands("failed", "undecodable")).isEqualTo(1);
    }

    @Test
    void eventsRepeatsAndDeadLettersAreCounted() {
        metrics.committed(batch());
        metrics.committed(batch());
        assertThat(counter(CommandMetric.EVENTS)).isEqualTo(12);
        assertThat(counter(CommandMetric.DUPLICATES)).isEqualTo(2);
        assertThat(counter(CommandMetric.DEAD_LETTERS)).isEqualTo(2);
    }

    @Test
    void aBatchCountsItsCommandsAndNotItsEvents() {
        metrics.committed(batch());
        assertThat(registry.get(CommandMetric.BATCH_COMMANDS.id()).summary().totalAmount())
                .isEqualTo(6);
        assertThat(registry.get(CommandMetric.BATCH_COMMANDS.id()).summary().count())
                .isEqualTo(1);
    }

    @Test
    void thePartitionsCursorsAreThoseOfTheTable() {
        metrics.committed(batch());
        assertThat(gauge(CommandMetric.PARTITION_OFFSET, 2)).isEqualTo(16);
        assertThat(gauge(CommandMetric.PARTITION_POSITION, 2)).isEqualTo(106);
    }

    @Test
    void theEpochShowsWhileThePartitionIsOurs() {
        metrics.partition("worker-1", 2, PartitionState.OWNED, 7, "");
        assertThat(gauge(CommandMetric.PARTITION_EPOCH, 2)).isEqualTo(7);
        metrics.partition("worker-1", 2, PartitionState.RELEASED, 0, "revoked by the group");
        assertThat(gauge(CommandMetric.PARTITION_EPOCH, 2)).isZero();
    }

    @Test
    void everyFencingIsCounted() {
        metrics.partition("worker-1", 2, PartitionState.FENCED, 0, "another owner has acquired it");
        metrics.partition("worker-1", 2, PartitionState.WAITING, 0, "");
        metrics.partition("worker-1", 3, PartitionState.FENCED, 0, "another owner has acquired it");
        assertThat(counter(CommandMetric.FENCED)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void eachPhaseHasATimeOfItsOwn(Phase phase) {
        metrics.spent(phase, TimeUnit.MILLISECONDS.toNanos(250));
        Timer timer = registry.get(CommandMetric.PHASE.id())
                .tag("phase", phase.name().toLowerCase(Locale.ROOT))
                .timer();
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(250);
        assertThat(registry.get(CommandMetric.PHASE.id()).timers().stream()
                        .mapToLong(Timer::count)
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void anInstanceIsNotReadyBeforeEveryWorkerHasJoined() {
        LoopMetrics ofTwo = Metrics.of(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), 2);
        assertThat(ofTwo.readiness()).isEqualTo("0 of 2 workers have joined the group");
        ofTwo.settled("worker-1");
        ofTwo.settled("worker-1");
        assertThat(ofTwo.readiness()).isEqualTo("1 of 2 workers have joined the group");
        ofTwo.settled("worker-2");
        assertThat(ofTwo.readiness()).isEqualTo(Health.OK);
    }

    @Test
    void anInstanceIsReadyWhenItOwnsWhatItWasGiven() {
        metrics.settled("worker-1");
        assertThat(metrics.readiness()).isEqualTo(Health.OK);
        metrics.partition("worker-1", 2, PartitionState.WAITING, 0, "assigned by the group");
        metrics.partition("worker-1", 2, PartitionState.OWNED, 7, "");
        assertThat(metrics.readiness()).isEqualTo(Health.OK);
    }

    @Test
    void readinessNamesThePartitionsThatTakeNoCommandsInOrderAndWhy() {
        metrics.settled("worker-1");
        metrics.partition("worker-1", 10, PartitionState.STOPPED, 0, "the table is older than the topics");
        metrics.partition("worker-1", 2, PartitionState.WAITING, 0, "assigned by the group");
        metrics.partition("worker-1", 3, PartitionState.OWNED, 1, "");
        assertThat(metrics.readiness())
                .isEqualTo("commands-2 WAITING: assigned by the group; "
                        + "commands-10 STOPPED: the table is older than the topics");

        metrics.partition("worker-1", 10, PartitionState.RELEASED, 0, "revoked by the group");
        metrics.partition("worker-1", 2, PartitionState.OWNED, 1, "");
        assertThat(metrics.readiness()).isEqualTo(Health.OK);
    }

    @Test
    void everyMetricIsScrapedUnderItsNameWithItsSentence() {
        metrics.committed(batch());
        metrics.partition("worker-1", 2, PartitionState.OWNED, 7, "");
        metrics.spent(Phase.APPEND, 1);
        metrics.snapshotUnusable(new StreamId(2, "account-1"), "account", "its stream has no version 9");
        List<MeasuredDatabase> databases = List.of(new MeasuredDatabase("db", () -> 1));
        ServiceReport report = new ServiceReport("test", metrics, databases, System::nanoTime);
        KafkaMetricsPoller watch = new KafkaMetricsPoller("test", new FakeBrokers(), metrics, 1);
        watch.look();
        metrics.showUnattended(1, _ -> 1);

        String scraped = registry.scrape();

        assertThat(Arrays.asList(CommandMetric.values()))
                .allSatisfy(metric -> assertThat(scraped)
                        .containsPattern("(?m)^# HELP " + metric.id().replace('.', '_') + "(_total|_seconds)? "
                                + Pattern.quote(metric.sentence()) + "$"));
        assertThat(scraped)
                .contains("foldline_commands_total{code=\"version-conflict\",status=\"rejected\"} 2.0")
                .contains("foldline_partition_next_offset{partition=\"2\"} 16.0")
                .contains("foldline_partition_epoch{owner=\"worker-1\",partition=\"2\"} 7.0");
        report.close();
        watch.close();
    }

    @Test
    void whatTheCacheSparesAndWhatLoadingCostsIsCounted() {
        metrics.cache(7, 3);
        metrics.cache(1, 0);
        metrics.loaded(3, 250);
        assertThat(counter(CommandMetric.CACHE_HITS)).isEqualTo(8);
        assertThat(counter(CommandMetric.CACHE_MISSES)).isEqualTo(3);
        assertThat(counter(CommandMetric.REPLAY_STREAMS)).isEqualTo(3);
        assertThat(counter(CommandMetric.REPLAY_EVENTS)).isEqualTo(250);
    }

    @Test
    void forwardingHasTheTimeOfItsTransactions() {
        metrics.forwarded(List.of(batch()), TimeUnit.MILLISECONDS.toNanos(40));
        Timer timer =
                registry.get(CommandMetric.PHASE.id()).tag("phase", "forward").timer();
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(40);
    }

    private double commands(String status, String code) {
        return registry.get(CommandMetric.COMMANDS.id())
                .tag("status", status)
                .tag("code", code)
                .counter()
                .count();
    }

    private double counter(CommandMetric metric) {
        return registry.get(metric.id()).counter().count();
    }

    private double gauge(CommandMetric metric, int partition) {
        return registry.get(metric.id())
                .tag("partition", Integer.toString(partition))
                .gauge()
                .value();
    }
}
