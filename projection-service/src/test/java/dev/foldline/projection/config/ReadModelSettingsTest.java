package dev.foldline.projection.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.runtime.ServiceConfig;
import dev.foldline.runtime.StartupException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadModelSettingsTest {

    @Test
    void defaults() {
        assertThat(load())
                .isEqualTo(new ReadModelSettings(
                        List.of("*"), "foldline-read-model-", 5_000, 8 << 20, Duration.ofSeconds(20)));
    }

    @Test
    void everyKeyReachesItsValue() {
        assertThat(load(
                        "--projection.read.models=a, b",
                        "--projection.read.model.group.prefix=tables-",
                        "--projection.read.model.batch.records.max=7",
                        "--projection.read.model.batch.bytes.max=2000000",
                        "--projection.read.model.close.timeout.ms=9"))
                .isEqualTo(new ReadModelSettings(List.of("a", "b"), "tables-", 7, 2_000_000, Duration.ofMillis(9)));
    }

    @Test
    void noReadModelsAreWrittenWhereNoneIsNamed() {
        assertThat(load("--projection.read.models=").names()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"group.prefix=", "batch.records.max=0", "batch.bytes.max=1", "close.timeout.ms=-1"})
    void aBadValueIsRefusedByName(String keyAndValue) {
        assertThatThrownBy(() -> load("--projection.read.model." + keyAndValue))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("projection.read.model." + keyAndValue.substring(0, keyAndValue.indexOf('=')));
    }

    private static ReadModelSettings load(String... args) {
        return ReadModelSettings.from(ServiceConfig.load(args, Map.of(), ReadModelSettings.keys()));
    }
}
