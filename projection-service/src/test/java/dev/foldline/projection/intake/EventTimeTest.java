package dev.foldline.projection.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

    private static final long SEED = 20_260_101L;
    private static final int TIMES = 20_000;

    @Test
    void readsWhatAnInstantWrites() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < TIMES; i++) {
            long second = random.nextLong(-62_000_000_000L, 200_000_000_000L);
            Instant time = Instant.ofEpochSecond(second, random.nextInt(1_000_000) * 1_000L);

            assertThat(EventTime.parse(time.toString())).as("seed %d", SEED).isEqualTo(time);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00.Z",
                "2026-01-01T00:00:00.1Z",
                "2026-01-01T00:00:00.123456789Z",
                "2024-02-29T23:59:59.999999Z",
                "2026-01-01T02:00:00+02:00",
                "2026-01-01T24:00:00Z"
            })
    void agreesWithInstantParse(String text) {
        assertThat(EventTime.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-13-01T00:00:00Z",
                "2025-02-29T00:00:00Z",
                "2026-01-01T00:61:00Z",
                "2026-01-01T00:00:00.12x4Z",
                "2026-01-01T00:00:00.1234567890Z",
                "2026-01-01T00:00:00",
                "2026-01-01"
            })
    void refusesWhatIsNoTime(String text) {
        assertThatThrownBy(() -> EventTime.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
