package dev.foldline.runtime.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultClockTest {

    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("clock");
    }

    @Test
    void isTheSystemsClockUnlessTheJvmWasStartedOtherwise() {
        assertThat(FaultClock.system()).isEqualTo(InstantSource.system());
    }

    @Test
    void isRightUntilAStepComes() {
        assertThat(clock().instant()).isEqualTo(NOW);
    }

    @Test
    void stepsForwardAndBackByWhatTheFileSays() throws IOException {
        InstantSource clock = clock();

        Files.writeString(file, "7200000\n");
        assertThat(clock.instant()).isEqualTo(NOW.plusSeconds(7200));
        assertThat(clock.instant()).isEqualTo(NOW.plusSeconds(7200));

        Files.writeString(file, "-3600000\n");
        assertThat(clock.millis()).isEqualTo(NOW.minusSeconds(3600).toEpochMilli());
    }

    @Test
    void onlyOneProcessTakesAStep() throws IOException {
        InstantSource first = clock();
        InstantSource second = clock();
        Files.writeString(file, "1000");

        assertThat(first.instant()).isEqualTo(NOW.plusSeconds(1));
        assertThat(second.instant()).isEqualTo(NOW);
        assertThat(file).doesNotExist();
    }

    private InstantSource clock() {
        return new FaultClock(InstantSource.fixed(NOW), file);
    }
}
