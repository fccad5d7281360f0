package dev.foldline.command.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.runtime.StartupException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseConfigTest {

    private static final String URL = "jdbc:postgresql://db/foldline";
    private static final Map<String, String> REQUIRED = Map.of("command.jdbc.url", URL);

    @Test
    void whatIsNotRequiredHasADefault() {
        assertThat(read(REQUIRED))
                .isEqualTo(new DatabaseConfig(URL, "", "foldline", new Password(""), Duration.ofSeconds(10)));
    }

    @Test
    void everyKeyIsMapped() {
        Map<String, String> values = Map.of(
                "command.jdbc.url", URL,
                "command.jdbc.url.by.partition", "1=jdbc:postgresql://b/x",
                "command.jdbc.user", "bank",
                "command.jdbc.password", "hush",
                "command.jdbc.transaction.timeout.ms", "1500");

        assertThat(DatabaseConfig.keys().names()).isEqualTo(values.keySet());
        assertThat(read(values))
                .isEqualTo(new DatabaseConfig(
                        URL, "1=jdbc:postgresql://b/x", "bank", new Password("hush"), Duration.ofMillis(1500)));
    }

    @Test
    void thePasswordNeverPrints() {
        Map<String, String> values = Map.of("command.jdbc.url", URL, "command.jdbc.password", "hush");
        AbstractConfig config = ConfigReading.read(values, DatabaseConfig.keys());
        assertThat(config.values().toString()).doesNotContain("hush");
        assertThat(DatabaseConfig.from(config).toString())
                .doesNotContain("hush")
                .contains("[hidden]");
        assertThat(DatabaseConfig.from(config).password().value()).isEqualTo("hush");
    }

    @Test
    void aMissingUrlIsNamed() {
        assertThatThrownBy(() -> read(Map.of()))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("command.jdbc.url");
    }

    @ParameterizedTest
    @CsvSource({
        "command.jdbc.url,''",
        "command.jdbc.transaction.timeout.ms,999",
        "command.jdbc.transaction.timeout.ms,60001",
        "command.jdbc.transaction.timeout.ms,long"
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
    void aPartitionThatDoesNotExistIsNamedWithItsKey() {
        DatabaseConfig config =
                read(Map.of("command.jdbc.url", URL, "command.jdbc.url.by.partition", "8=jdbc:postgresql://b/x"));

        assertThatThrownBy(() -> config.partitions(8))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("command.jdbc.url.by.partition: \"8=jdbc:postgresql://b/x\"");
    }

    @Test
    void everyKeySaysWhatItIs() {
        assertThat(DatabaseConfig.keys().configKeys().values())
                .allSatisfy(key -> assertThat(key.documentation).isNotBlank());
    }

    private static DatabaseConfig read(Map<String, String> values) {
        return DatabaseConfig.from(ConfigReading.read(values, DatabaseConfig.keys()));
    }
}
