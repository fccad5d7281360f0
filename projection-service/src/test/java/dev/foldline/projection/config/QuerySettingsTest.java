package dev.foldline.projection.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.runtime.ServiceConfig;
import dev.foldline.runtime.StartupException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuerySettingsTest {

    @Test
    void defaults() {
        assertThat(load())
                .isEqualTo(new QuerySettings(
                        100,
                        1_000,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        1_000,
                        Duration.ofSeconds(3)));
    }

    @Test
    void everyKeyReachesItsValue() {
        assertThat(load(
                        "--projection.query.rows.default=5",
                        "--projection.query.rows.max=50",
                        "--projection.query.retry.after.seconds=3",
                        "--projection.query.wait.default.ms=4",
                        "--projection.query.wait.max.ms=6",
                        "--projection.query.waiting.max=7",
                        "--projection.query.answer.timeout.ms=8"))
                .isEqualTo(new QuerySettings(
                        5,
                        50,
                        Duration.ofSeconds(3),
                        Duration.ofMillis(4),
                        Duration.ofMillis(6),
                        7,
                        Duration.ofMillis(8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rows.default=0",
                "rows.max=0",
                "retry.after.seconds=0",
                "wait.default.ms=-1",
                "wait.max.ms=-1",
                "waiting.max=0",
                "answer.timeout.ms=0"
            })
    void aBadValueIsRefusedByName(String keyAndValue) {
        assertThatThrownBy(() -> load("--projection.query." + keyAndValue))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("projection.query." + keyAndValue.substring(0, keyAndValue.indexOf('=')));
    }

    private static QuerySettings load(String... args) {
        return QuerySettings.from(ServiceConfig.load(args, Map.of(), QuerySettings.keys()));
    }
}
