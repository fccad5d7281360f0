package dev.foldline.command.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.loop.LoopProbe.PartitionState;
import dev.foldline.runtime.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker that hangs, or is gone, shows in readiness with its partitions. */
final class WorkerTurnsTest {

    private static final String ONE = "command-service-1-1";
    private static final String OTHER = "command-service-1-2";

    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 1);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LoopMetrics metrics =
            new LoopMetrics(registry, 2, new WorkerTurns(Duration.ofSeconds(30), nowNs::get));

    @BeforeEach
    void bothWorkersJoin() {
        join(ONE, 0, 2);
        join(OTHER, 1);
    }

    @Test
    void aTurnThatTakesAsLongAsTheLimitIsNamedWithThePartitionsOfItsWorker() {
        pass(Duration.ofMillis(29_999));
        metrics.turned(OTHER);
        assertThat(metrics.readiness()).isEqualTo(Health.OK);
        pass(Duration.ofMillis(1));
        assertThat(metrics.readiness())
                .isEqualTo(ONE + " has been in one turn for 30 s, and nothing happens to its partitions 0, 2");

        assertThat(missing()).isOne();

        metrics.turned(ONE);
        assertThat(metrics.readiness()).isEqualTo(Health.OK);
        assertThat(missing()).isZero();
    }

    @Test
    void aWorkerWithoutPartitionsThatHangsIsNamedToo() {
        metrics.partition(OTHER, 1, PartitionState.RELEASED, 0, "revoked by the group");
        pass(Duration.ofSeconds(31));
        metrics.turned(ONE);
        assertThat(metrics.readiness()).isEqualTo(OTHER + " has been in one turn for 31 s");
    }

    @Test
    void aWorkerWhoseFirstTurnHangsIsNamed() {
        metrics.left(ONE);
        pass(Duration.ofMinutes(5));
        metrics.turned(OTHER);
        join(ONE, 2);
        assertThat(metrics.readiness()).isEqualTo(Health.OK);
        pass(Duration.ofSeconds(30));
        metrics.turned(OTHER);
        assertThat(metrics.readiness()).startsWith(ONE + " has been in one turn for 30 s");
    }

    @Test
    void anInstanceIsNotReadyWhileAWorkerIsGoneWhichIsNotInATurnAndHasNoPartitions() {
        metrics.left(ONE);
        pass(Duration.ofMinutes(1));
        metrics.turned(OTHER);
        assertThat(metrics.readiness()).isEqualTo("1 of 2 workers have joined the group");
        assertThat(metrics.partitions().owners()).isEqualTo("1:" + OTHER);
        assertThat(missing()).isOne();

        join(ONE, 0, 2);
        assertThat(metrics.readiness()).isEqualTo(Health.OK);
    }

    @Test
    void whatIsWrongWithPartitionsIsSaidBesideATurnThatHangs() {
        metrics.partition(OTHER, 1, PartitionState.WAITING, 0, "the registry is away");
        pass(Duration.ofSeconds(30));
        metrics.turned(OTHER);
        assertThat(metrics.readiness())
                .contains(ONE + " has been")
                .endsWith("; commands-1 WAITING: the registry is away");
    }

    private void join(String worker, int... partitions) {
        metrics.settled(worker);
        for (int partition : partitions) {
            metrics.partition(worker, partition, PartitionState.OWNED, 1, "");
        }
    }

    private double missing() {
        return registry.get(CommandMetric.WORKERS_MISSING.id()).gauge().value();
    }

    private void pass(Duration time) {
        nowNs.addAndGet(time.toNanos());
    }
}
