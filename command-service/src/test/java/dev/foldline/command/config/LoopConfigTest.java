package dev.foldline.command.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.runtime.StartupException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopConfigTest {

    @Test
    void everyKeyHasADefault() {
        assertThat(read(Map.of()))
                .isEqualTo(new LoopConfig(
                        Runtime.getRuntime().availableProcessors(),
                        4000,
                        8 << 20,
                        24L << 20,
                        Integer.MAX_VALUE,
                        4,
                        Duration.ofSeconds(30)));
    }

    @Test
    void everyKeyIsMapped() {
        Map<String, String> values = Map.of(
                "command.workers", "3",
                "command.batch.records.max", "500",
                "command.batch.bytes.max", "65536",
                "command.cache.bytes.max", "0",
                "command.record.bytes.max", "4096",
                "command.forward.waiting.max", "7",
                "command.forward.timeout.ms", "1500");

        assertThat(LoopConfig.keys().names()).isEqualTo(values.keySet());
        assertThat(read(values)).isEqualTo(new LoopConfig(3, 500, 65_536, 0, 4096, 7, Duration.ofMillis(1500)));
    }

    @ParameterizedTest
    @CsvSource({
        "command.workers,0",
        "command.workers,257",
        "command.workers,all",
        "command.batch.records.max,0",
        "command.batch.records.max,100001",
        "command.batch.bytes.max,1023",
        "command.cache.bytes.max,-1",
        "command.record.bytes.max,4095",
        "command.forward.waiting.max,0",
        "command.forward.waiting.max,1001",
        "command.forward.timeout.ms,999",
        "command.forward.timeout.ms,1.5"
    })
    void aBadValueIsNamedWithItsKey(String key, String value) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(value)
                .hasMessageNotContaining("\n");
    }

    @Test
    void everyKeySaysWhatItIs() {
        assertThat(LoopConfig.keys().configKeys().values())
                .allSatisfy(key -> assertThat(key.documentation).isNotBlank());
    }

    private static LoopConfig read(Map<String, String> values) {
        return LoopConfig.from(ConfigReading.read(values, LoopConfig.keys()));
    }
}
