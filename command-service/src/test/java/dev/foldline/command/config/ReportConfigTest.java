package dev.foldline.command.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.runtime.StartupException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReportConfigTest {

    private static final String INTERVAL_MS = "command.report.interval.ms";
    private static final String STALL_MS = "command.stall.report.ms";

    @Test
    void aReportIsMadeOnceAMinuteAndAStallIsReportedAfterHalfAMinuteUnlessSaidOtherwise() {
        assertThat(read(Map.of())).isEqualTo(new ReportConfig(Duration.ofMinutes(1), Duration.ofSeconds(30)));
    }

    @Test
    void theKeysAreMapped() {
        assertThat(read(Map.of(INTERVAL_MS, "5000", STALL_MS, "2000")))
                .isEqualTo(new ReportConfig(Duration.ofSeconds(5), Duration.ofSeconds(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "99", "86400001", "often"})
    void anIntervalThatIsNoneIsNamed(String interval) {
        assertThatThrownBy(() -> read(Map.of(INTERVAL_MS, interval)))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(INTERVAL_MS)
                .hasMessageContaining(interval);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "999", "3600001", "never"})
    void aStallLimitOutOfRangeIsNamed(String limit) {
        assertThatThrownBy(() -> read(Map.of(STALL_MS, limit)))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(STALL_MS)
                .hasMessageContaining(limit);
    }

    private static ReportConfig read(Map<String, String> settings) {
        return ReportConfig.from(ConfigReading.read(settings, ReportConfig.keys()));
    }
}
