package dev.foldline.projection.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.runtime.ServiceConfig;
import dev.foldline.runtime.StartupException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsSettingsTest {

    @Test
    void defaults() {
        StreamsSettings settings = load();

        assertThat(settings)
                .isEqualTo(new StreamsSettings(
                        "foldline-projection-",
                        Math.min(2, Runtime.getRuntime().availableProcessors()),
                        Runtime.getRuntime().availableProcessors(),
                        Duration.ofMillis(100),
                        Path.of("projection-state"),
                        -1,
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(10),
                        64L * 1024 * 1024,
                        128L * 1024 * 1024,
                        20_000,
                        20,
                        100_000,
                        Duration.ofSeconds(20),
                        0,
                        ""));
    }

    @Test
    void everyKeyReachesItsValue() {
        StreamsSettings settings = load(
                "--projection.application.prefix=views-",
                "--projection.threads=3",
                "--projection.rebuild.threads=5",
                "--projection.commit.interval.ms=250",
                "--projection.state.dir=/data/views",
                "--projection.replication.factor=3",
                "--projection.session.timeout.ms=6000",
                "--projection.transaction.timeout.ms=12000",
                "--projection.cache.bytes.max=2000000",
                "--projection.rocksdb.bytes.max=20000000",
                "--projection.poll.records.max=500",
                "--projection.thread.replacements.max=0",
                "--projection.parked.events.max=7",
                "--projection.close.timeout.ms=1000",
                "--projection.standby.replicas=1",
                "--projection.advertised.url=http://views-1:8080");

        assertThat(settings)
                .isEqualTo(new StreamsSettings(
                        "views-",
                        3,
                        5,
                        Duration.ofMillis(250),
                        Path.of("/data/views"),
                        3,
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(12),
                        2_000_000,
                        20_000_000,
                        500,
                        0,
                        7,
                        Duration.ofSeconds(1),
                        1,
                        "http://views-1:8080"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "projection.application.prefix=",
                "projection.threads=0",
                "projection.rebuild.threads=0",
                "projection.commit.interval.ms=0",
                "projection.state.dir=",
                "projection.replication.factor=-2",
                "projection.session.timeout.ms=5999",
                "projection.transaction.timeout.ms=1",
                "projection.cache.bytes.max=1",
                "projection.rocksdb.bytes.max=1",
                "projection.poll.records.max=0",
                "projection.thread.replacements.max=-1",
                "projection.parked.events.max=0",
                "projection.close.timeout.ms=-1",
                "projection.standby.replicas=-1",
                "projection.advertised.url=views-1:8080",
                "projection.advertised.url=https://views-1:8080",
                "projection.advertised.url=http://views-1",
                "projection.advertised.url=http://views-1:8080/path"
            })
    void aBadValueIsRefusedByName(String keyAndValue) {
        assertThatThrownBy(() -> load("--" + keyAndValue))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(keyAndValue.substring(0, keyAndValue.indexOf('=')));
    }

    private static StreamsSettings load(String... args) {
        return StreamsSettings.from(ServiceConfig.load(args, Map.of(), StreamsSettings.keys()));
    }
}
