package dev.foldline.command.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.runtime.StartupException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplayConfigTest {

    private static final int PARTITIONS = 4;

    @Test
    void everyKeyHasADefault() {
        assertThat(read(Map.of())).isEqualTo(new ReplayConfig("", false, List.of(0, 1, 2, 3), null, null, 2_000));
    }

    @Test
    void everyKeyIsMapped() {
        Map<String, String> values = Map.of(
                "replay.into", "copy",
                "replay.delete.first", "true",
                "replay.partitions", "3,0,3",
                "replay.from", "2026-11-21T10:15:30Z",
                "replay.to", "2026-11-22T00:00:00Z",
                "replay.batch.records.max", "7");

        assertThat(ReplayConfig.keys().names()).isEqualTo(values.keySet());
        assertThat(read(values))
                .isEqualTo(new ReplayConfig(
                        "copy",
                        true,
                        List.of(0, 3),
                        Instant.parse("2026-11-21T10:15:30Z"),
                        Instant.parse("2026-11-22T00:00:00Z"),
                        7));
    }

    @ParameterizedTest
    @CsvSource({
        "replay.partitions,4",
        "replay.partitions,first",
        "replay.from,yesterday",
        "replay.to,2026-11-22",
        "replay.batch.records.max,0",
        "replay.delete.first,perhaps"
    })
    void aBadValueIsNamedWithItsKey(String key, String value) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(key);
    }

    private static ReplayConfig read(Map<String, String> values) {
        return ReplayConfig.from(ConfigReading.read(values, ReplayConfig.keys()), PARTITIONS);
    }
}
