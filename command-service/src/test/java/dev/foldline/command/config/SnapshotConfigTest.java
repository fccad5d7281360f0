package dev.foldline.command.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SnapshotConfigTest {

    @Test
    void aSnapshotIsTakenEveryHundredEventsUnlessSaidOtherwise() {
        assertThat(read(Map.of())).isEqualTo(new SnapshotConfig(100, Map.of()));
    }

    @Test
    void everyKeyIsMapped() {
        assertThat(read(Map.of(
                        "command.snapshot.every.events", "50",
                        "command.snapshot.every.events.by.type", "order:20, conference : 500")))
                .isEqualTo(new SnapshotConfig(50, Map.of("order", 20, "conference", 500)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"order", "order:", ":5", "order:0", "order:-1", "order:many"})
    void anEntryThatIsNoTypeAndNumberIsNamed(String entry) {
        assertThatThrownBy(() -> read(Map.of("command.snapshot.every.events.by.type", entry)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("command.snapshot.every.events.by.type")
                .hasMessageContaining(entry);
    }

    private static SnapshotConfig read(Map<String, String> settings) {
        return SnapshotConfig.from(ConfigReading.read(settings, SnapshotConfig.keys()));
    }
}
