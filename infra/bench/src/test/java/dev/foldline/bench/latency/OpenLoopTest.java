package dev.foldline.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.bench.report.Measurement;
import dev.foldline.bench.stack.OpenLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class OpenLoopTest {

    private static final int RATE = 1_000;
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1) / RATE;
    private static final Duration LENGTH = Duration.ofMillis(200);
    private static final Duration STALL = Duration.ofMillis(100);

    @Test
    void sendsAreDueAtTheSteadyRateHoweverLongOneTakes() {
        List<Long> dueNs = new ArrayList<>();
        new OpenLoop(RATE).run(LENGTH, due -> {
            dueNs.add(due);
            stallOnce(dueNs.size());
        });
        assertThat(dueNs).hasSize(200);
        for (int i = 1; i < dueNs.size(); i++) {
            assertThat(dueNs.get(i) - dueNs.get(i - 1)).isEqualTo(INTERVAL_NS);
        }
    }

    /** With coordinated omission only one of the 200 would have taken long, and p99 would not know. */
    @Test
    void whatWaitsBehindASlowSendCountsAsSlowToo() {
        Latencies latencies = new Latencies();
        int[] count = {0};
        new OpenLoop(RATE).run(LENGTH, due -> {
            count[0]++;
            stallOnce(count[0]);
            latencies.done(due);
        });
        List<Measurement> measurements = latencies.against(latencies, "send", "itself");
        assertThat(measurements).extracting(Measurement::name).containsExactly("send p50", "send p99", "send p99.9");
        assertThat(measurements.get(1).value()).isGreaterThan(STALL.toMillis() / 2.0);
        assertThat(measurements).extracting(Measurement::ratio).containsOnly(1.0);
    }

    @Test
    void anInterruptEndsIt() {
        Thread.currentThread().interrupt();
        assertThat(new OpenLoop(1).run(Duration.ofSeconds(30), _ -> {})).isLessThanOrEqualTo(1);
    }

    private static void stallOnce(int send) {
        if (send == 10) {
            long untilNs = System.nanoTime() + STALL.toNanos();
            while (System.nanoTime() < untilNs) {
                LockSupport.parkNanos(untilNs - System.nanoTime());
            }
        }
    }
}
