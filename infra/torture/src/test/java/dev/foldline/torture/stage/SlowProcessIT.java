package dev.foldline.torture.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real process, which takes all the processor time that it gets. */
class SlowProcessIT {

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration WATCHED = Duration.ofSeconds(6);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final char STOPPED = 'T';

    /** Of the time: nine tenths of a second each, less what signals take on a slow machine. */
    private static final double STOPPED_SHARE_MIN = 0.6;

    /** A tenth is wanted. */
    private static final double PROCESSOR_SHARE_MAX = 0.3;

    private Process loop;

    @BeforeEach
    void start() throws IOException {
        loop = new ProcessBuilder("/bin/sh", "-c", "while :; do :; done").start();
    }

    @AfterEach
    void stop() {
        loop.destroyForcibly();
    }

    @Test
    void aProcessGetsATenthOfItsTimeAndThenAllOfIt() {
        List<Character> states = new ArrayList<>();
        long startedNs = System.nanoTime();
        Duration before = processorTime();

        try (SlowProcess _ = slow()) {
            Awaitility.await().pollInterval(LOOK).atMost(TIMEOUT).until(() -> {
                states.add(state());
                return System.nanoTime() - startedNs > WATCHED.toNanos();
            });
            double taken = processorTime().minus(before).toNanos();
            assertThat(taken / (System.nanoTime() - startedNs)).isLessThan(PROCESSOR_SHARE_MAX);
        }

        double stopped = Collections.frequency(states, STOPPED);
        assertThat(stopped / states.size()).isGreaterThan(STOPPED_SHARE_MIN);
        assertGoesOn();
    }

    @Test
    void aProcessGoesOnAlsoWhereTheOneThatSlowedItIsInterrupted() {
        Thread.currentThread().interrupt();
        try (SlowProcess _ = slow()) {
            assertThat(loop.isAlive()).isTrue();
        }

        assertThat(Thread.interrupted()).as("the mark is kept").isTrue();
        assertGoesOn();
    }

    @Test
    void aProcessGoesOnWhereItCouldNotBeStopped() {
        AtomicBoolean resumed = new AtomicBoolean();
        SlowProcess slow = SlowProcess.begin(
                "loop",
                () -> {
                    signal("STOP");
                    throw new IllegalStateException("stopped, and then it failed");
                },
                () -> {
                    signal("CONT");
                    resumed.set(true);
                });
        Awaitility.await().atMost(TIMEOUT).untilTrue(resumed);
        assertThatThrownBy(slow::close).hasMessage("stopped, and then it failed");

        assertGoesOn();
    }

    private SlowProcess slow() {
        return SlowProcess.begin("loop", () -> signal("STOP"), () -> signal("CONT"));
    }

    private void assertGoesOn() {
        assertThat(loop.isAlive()).isTrue();
        assertThat(state()).isNotEqualTo(STOPPED);
        Duration before = processorTime();
        Awaitility.await().atMost(TIMEOUT).until(() -> processorTime().compareTo(before) > 0);
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + loop.pid())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Duration processorTime() {
        return loop.info().totalCpuDuration().orElseThrow();
    }

    private char state() {
        try {
            String stat = Files.readString(Path.of("/proc/" + loop.pid() + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
