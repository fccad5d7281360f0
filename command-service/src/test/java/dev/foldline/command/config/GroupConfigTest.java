package dev.foldline.command.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.runtime.StartupException;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupConfigTest {

    @Test
    void everyKeyHasADefault() {
        assertThat(read(Map.of()))
                .isEqualTo(new GroupConfig(
                        "foldline-command-service",
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(15)));
    }

    @Test
    void everyKeyIsMapped() {
        Map<String, String> values = Map.of(
                "command.group.id", "bank",
                "command.session.timeout.ms", "6000",
                "command.heartbeat.interval.ms", "1000",
                "command.transaction.timeout.ms", "5000");

        assertThat(GroupConfig.keys().names()).isEqualTo(values.keySet());
        assertThat(read(values))
                .isEqualTo(
                        new GroupConfig("bank", Duration.ofSeconds(6), Duration.ofSeconds(1), Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @CsvSource({
        "command.group.id,''",
        "command.session.timeout.ms,999",
        "command.session.timeout.ms,300001",
        "command.heartbeat.interval.ms,99",
        "command.heartbeat.interval.ms,100001",
        "command.transaction.timeout.ms,999",
        "command.transaction.timeout.ms,15001",
        "command.transaction.timeout.ms,soon"
    })
    void aBadValueIsNamedWithItsKey(String key, String value) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(key)
                .hasMessageNotContaining("\n");
    }

    @Test
    void anInstanceSpeaksThreeTimesInASessionTimeoutAtLeast() {
        assertThat(read(Map.of("command.session.timeout.ms", "6000", "command.heartbeat.interval.ms", "2000"))
                        .heartbeatInterval())
                .isEqualTo(Duration.ofSeconds(2));
        assertThatThrownBy(() ->
                        read(Map.of("command.session.timeout.ms", "6000", "command.heartbeat.interval.ms", "2001")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("command.heartbeat.interval.ms")
                .hasMessageContaining("2001")
                .hasMessageContaining("at most a third of command.session.timeout.ms, which is 6000");
    }

    @Test
    void everyKeySaysWhatItIs() {
        assertThat(GroupConfig.keys().configKeys().values())
                .allSatisfy(key -> assertThat(key.documentation).isNotBlank());
    }

    private static GroupConfig read(Map<String, String> values) {
        return GroupConfig.from(ConfigReading.read(values, GroupConfig.keys()));
    }
}
