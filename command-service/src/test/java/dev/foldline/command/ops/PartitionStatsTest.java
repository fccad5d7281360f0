package dev.foldline.command.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.loop.LoopProbe.PartitionState;
import dev.foldline.command.store.BatchBuilder;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How far the topics are behind the table, and whose partitions are whose. */
final class PartitionStatsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LoopMetrics metrics = Metrics.of(registry, 1);

    @Test
    void theLagIsWhatIsCommittedAndNotForwarded() {
        metrics.partition("worker-1", 2, PartitionState.OWNED, 7, "");
        PartitionBatch first = batch(100, 5);
        PartitionBatch second = batch(105, 3);
        metrics.committed(first);
        assertThat(lag()).isEqualTo(5);
        metrics.committed(second);
        assertThat(lag()).isEqualTo(8);
        metrics.forwarded(List.of(first), 1);
        assertThat(lag()).isEqualTo(3);
        metrics.forwarded(List.of(second), 1);
        assertThat(lag()).isZero();
    }

    @Test
    void whatFailedToBeForwardedIsLagUntilThePartitionIsAcquiredAgain() {
        metrics.partition("worker-1", 2, PartitionState.OWNED, 7, "");
        metrics.committed(batch(100, 5));
        metrics.partition("worker-1", 2, PartitionState.WAITING, 0, "forwarding has stopped");
        assertThat(lag()).isEqualTo(5);
        metrics.forwarded(List.of(batch(100, 5)), 1);
        metrics.partition("worker-1", 2, PartitionState.OWNED, 8, "");
        assertThat(lag()).isZero();
        metrics.committed(batch(105, 2));
        assertThat(lag()).isEqualTo(2);
    }

    @Test
    void aPartitionThatIsAnothersHasNoLagHere() {
        metrics.partition("worker-1", 2, PartitionState.OWNED, 7, "");
        metrics.committed(batch(100, 5));
        metrics.partition("worker-1", 2, PartitionState.FENCED, 0, "another owner has acquired it");
        assertThat(lag()).isZero();
    }

    @Test
    void aWorkerThatLosesItLateTakesNothingFromTheOneThatHasThePartitionNow() {
        metrics.settled("worker-1");
        metrics.partition("worker-1", 2, PartitionState.OWNED, 7, "");
        metrics.partition("worker-2", 2, PartitionState.OWNED, 8, "");
        metrics.committed(batch(100, 5));
        metrics.partition("worker-1", 2, PartitionState.FENCED, 0, "another owner has acquired it");
        metrics.partition("worker-1", 2, PartitionState.RELEASED, 0, "lost");

        assertThat(metrics.partitions().owners()).isEqualTo("2:worker-2");
        assertThat(metrics.partitions().epochs()).isEqualTo("2:8");
        assertThat(metrics.partitions().forwardLags()).isEqualTo("2:5");
    }

    private static PartitionBatch batch(long fromOffset, int commands) {
        BatchBuilder batch = BatchBuilder.from(new Ownership(2, 7, fromOffset, 1));
        for (int i = 0; i < commands; i++) {
            batch.accepted("account-" + i, 1);
        }
        return batch.build();
    }

    private double lag() {
        return registry.get(CommandMetric.FORWARD_LAG.id())
                .tag("partition", "2")
                .gauge()
                .value();
    }
}
