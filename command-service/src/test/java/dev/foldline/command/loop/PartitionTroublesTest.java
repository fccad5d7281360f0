package dev.foldline.command.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.loop.LoopProbe.PartitionState;
import dev.foldline.command.ops.LoopMetrics;
import dev.foldline.command.ops.WorkerTurns;
import dev.foldline.command.store.StreamId;
import dev.foldline.runtime.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PartitionTroublesTest {

    private static final String WORKER = "worker-1";
    private static final Duration PAUSE_MIN = Duration.ofMillis(100);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 1);
    private final LoopMetrics metrics =
            new LoopMetrics(new SimpleMeterRegistry(), 0, new WorkerTurns(Duration.ofDays(1), nowNs::get));
    private final PartitionTroubles troubles = new PartitionTroubles(
            new LoopSettings(
                    WORKER, PAUSE_MAX, PAUSE_MAX, 0, 3, PAUSE_MIN, PAUSE_MAX, Duration.ofSeconds(30), PAUSE_MAX, 1),
            metrics,
            nowNs::get);

    @Test
    void aPartitionWaitsTwiceAsLongWithEachFailureUpToALimitAndNotAtAllAfterABatchThatPassed() {
        for (long pauseMs : List.of(100L, 200L, 400L, 800L, 1600L, 2000L, 2000L)) {
            troubles.failed(3, "no");
            pass(Duration.ofMillis(pauseMs).minusNanos(1));
            assertThat(troubles.waits(3)).as("before %d ms", pauseMs).isTrue();
            assertThat(troubles.waits(4)).isFalse();
            pass(Duration.ofNanos(1));
            assertThat(troubles.waits(3)).as("after %d ms", pauseMs).isFalse();
        }
        troubles.passed(3);
        assertThat(troubles.has(3)).isFalse();
        troubles.failed(3, "no");
        pass(PAUSE_MIN);
        assertThat(troubles.waits(3)).isFalse();
    }

    @Test
    void readinessSaysWhyUntilABatchHasPassed() {
        metrics.partition(WORKER, 3, PartitionState.OWNED, 1, "");
        troubles.failed(3, "SQLSTATE 42501: grant it");
        assertThat(metrics.readiness()).isEqualTo("commands-3 retries its last batch: SQLSTATE 42501: grant it");
        troubles.passed(3);
        assertThat(metrics.readiness()).isEqualTo(Health.OK);
    }

    @Test
    void aBatchThatIsTooSlowIsHalvedAndGrowsBackWithEachThatPasses() {
        troubles.tooSlow(3, 500);
        assertThat(troubles.recordsMax(3)).isEqualTo(250);
        troubles.tooSlow(3, 250);
        assertThat(troubles.recordsMax(3)).isEqualTo(125);
        troubles.passed(3);
        assertThat(troubles.recordsMax(3)).isEqualTo(250);
        troubles.passed(3);
        troubles.passed(3);
        assertThat(troubles.has(3)).isFalse();
        assertThat(troubles.recordsMax(3)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aStreamThatOthersWriteToFailsAfterThreeMoreTries() {
        StreamId stream = new StreamId(3, "account-1");
        for (int i = 0; i < 3; i++) {
            assertThat(troubles.conflict(3, stream, "moved")).isFalse();
            assertThat(troubles.contended(List.of(3))).isEmpty();
            assertThat(troubles.waits(3)).isTrue();
        }
        assertThat(troubles.conflict(3, stream, "moved")).isTrue();
        assertThat(troubles.contended(List.of(3))).isEqualTo(Set.of(stream));
        assertThat(troubles.contended(List.of(4))).isEmpty();
    }

    @Test
    void anOwnedPartitionWithoutAnotherFailureIsForgottenInTheEnd() {
        troubles.failed(3, "no");
        pass(Duration.ofSeconds(31));
        troubles.forgetOld(_ -> false);
        assertThat(troubles.has(3)).isTrue();
        troubles.forgetOld(_ -> true);
        assertThat(troubles.has(3)).isFalse();
    }

    private void pass(Duration time) {
        nowNs.addAndGet(time.toNanos());
    }
}
