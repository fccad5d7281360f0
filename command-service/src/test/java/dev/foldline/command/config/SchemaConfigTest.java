package dev.foldline.command.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.runtime.StartupException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchemaConfigTest {

    @Test
    void everyKeyHasADefault() {
        assertThat(read(Map.of())).isEqualTo(new SchemaConfig(Duration.ofSeconds(60)));
    }

    @Test
    void everyKeyIsMapped() {
        Map<String, String> values = Map.of("command.schema.refused.timeout.ms", "750");

        assertThat(SchemaConfig.keys().names()).isEqualTo(values.keySet());
        assertThat(read(values)).isEqualTo(new SchemaConfig(Duration.ofMillis(750)));
        assertThat(read(values).patience().giveUpAfter()).isEqualTo(Duration.ofMillis(750));
    }

    @ParameterizedTest
    @CsvSource({"command.schema.refused.timeout.ms,-1", "command.schema.refused.timeout.ms,soon"})
    void aBadValueIsNamedWithItsKey(String key, String value) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(key);
    }

    private static SchemaConfig read(Map<String, String> values) {
        return SchemaConfig.from(ConfigReading.read(values, SchemaConfig.keys()));
    }
}
