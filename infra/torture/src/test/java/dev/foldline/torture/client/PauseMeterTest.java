package dev.foldline.torture.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.torture.client.PauseMeter.Pause;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PauseMeterTest {

    private static final long SECOND_NS = Duration.ofSeconds(1).toNanos();

    private final long startNs = System.nanoTime();
    private final PauseMeter meter = new PauseMeter();

    @Test
    void aPartitionThatWaitsIsFoundWhileOthersAreAnswered() {
        meter.result(1, at(10));
        meter.begin("slow-broker-restart");
        for (int second = 11; second < 40; second++) {
            meter.result(2, at(second));
        }
        meter.result(1, at(40));
        meter.begin("kill-postgres");
        meter.result(1, at(45));
        meter.result(2, at(46));

        assertThat(meter.worst()).isEqualTo(new Pause(Duration.ofSeconds(30), 1, "slow-broker-restart"));
        assertThat(meter.results()).isEqualTo(33);
    }

    @Test
    void beforeTheFirstResultOfAPartitionNothingIsAPause() {
        meter.result(1, at(60));

        assertThat(meter.worst()).isEqualTo(Pause.NONE);
    }

    private long at(int second) {
        return startNs + second * SECOND_NS;
    }
}
