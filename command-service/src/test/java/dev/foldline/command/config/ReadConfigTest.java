package dev.foldline.command.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.runtime.StartupException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReadConfigTest {

    @Test
    void everyKeyHasADefault() {
        assertThat(read(Map.of())).isEqualTo(new ReadConfig(4, Duration.ofSeconds(5)));
    }

    @Test
    void everyKeyIsMapped() {
        Map<String, String> values = Map.of("command.read.connections.max", "9", "command.read.timeout.ms", "750");

        assertThat(ReadConfig.keys().names()).isEqualTo(values.keySet());
        assertThat(read(values)).isEqualTo(new ReadConfig(9, Duration.ofMillis(750)));
    }

    @ParameterizedTest
    @CsvSource({"command.read.connections.max,0", "command.read.timeout.ms,249", "command.read.timeout.ms,soon"})
    void aBadValueIsNamedWithItsKey(String key, String value) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(key);
    }

    private static ReadConfig read(Map<String, String> values) {
        return ReadConfig.from(ConfigReading.read(values, ReadConfig.keys()));
    }
}
