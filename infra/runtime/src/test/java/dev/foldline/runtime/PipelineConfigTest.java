package dev.foldline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.contract.KeyPartitioner;
import dev.foldline.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineConfigTest {

    private static final Map<String, String> REQUIRED = Map.of(
            "foldline.bootstrap.servers", "kafka:9092",
            "foldline.registry.url", "http://registry:8080/apis/ccompat/v7");

    @Test
    void whatIsNotRequiredHasADefault() {
        assertThat(read(REQUIRED))
                .isEqualTo(new PipelineConfig(
                        "kafka:9092",
                        "http://registry:8080/apis/ccompat/v7",
                        Topics.DEFAULT,
                        8,
                        "1",
                        0,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(10)));
    }

    @Test
    void everyKeyIsMapped() {
        Map<String, String> values = new HashMap<>(REQUIRED);
        values.put("foldline.topics.prefix", "bank.");
        values.put("foldline.partitions", "32");
        values.put("foldline.partitioner", "fnv1a");
        values.put("foldline.instance.id", "blue");
        values.put("foldline.http.port", "8085");
        values.put("foldline.startup.timeout.ms", "1500");
        values.put("foldline.topics.check.interval.ms", "500");

        assertThat(PipelineConfig.keys().names()).isEqualTo(values.keySet());
        assertThat(read(values))
                .isEqualTo(new PipelineConfig(
                        "kafka:9092",
                        "http://registry:8080/apis/ccompat/v7",
                        new Topics("bank.", KeyPartitioner.FNV1A),
                        32,
                        "blue",
                        8085,
                        Duration.ofMillis(1500),
                        Duration.ofMillis(500)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"foldline.bootstrap.servers", "foldline.registry.url"})
    void aMissingRequiredValueIsNamed(String key) {
        Map<String, String> values = new HashMap<>(REQUIRED);
        values.remove(key);
        assertThatThrownBy(() -> read(values))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(key);
    }

    @ParameterizedTest
    @CsvSource({
        "foldline.bootstrap.servers,''",
        "foldline.registry.url,''",
        "foldline.partitions,0",
        "foldline.partitions,1025",
        "foldline.partitions,eight",
        "foldline.partitioner,random",
        "foldline.partitioner,MURMUR2",
        "foldline.instance.id,''",
        "foldline.http.port,-1",
        "foldline.http.port,65536",
        "foldline.startup.timeout.ms,-1",
        "foldline.startup.timeout.ms,1.5",
        "foldline.topics.check.interval.ms,0"
    })
    void aBadValueIsNamedWithItsKey(String key, String value) {
        Map<String, String> values = new HashMap<>(REQUIRED);
        values.put(key, value);
        assertThatThrownBy(() -> read(values))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(key)
                .hasMessageNotContaining("\n");
    }

    @Test
    void everyKeySaysWhatItIs() {
        assertThat(PipelineConfig.keys().configKeys().values())
                .allSatisfy(key -> assertThat(key.documentation).isNotBlank());
    }

    private static PipelineConfig read(Map<String, String> values) {
        String[] args = values.entrySet().stream()
                .map(value -> "--" + value.getKey() + "=" + value.getValue())
                .toArray(String[]::new);
        return PipelineConfig.from(ServiceConfig.load(args, Map.of(), PipelineConfig.keys()));
    }
}
