package dev.foldline.command.store.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PostgresSettingsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void thePasswordIsNeverPrinted() {
        PostgresSettings settings = new PostgresSettings(
                "jdbc:postgresql://db/foldline", "me", "secret", "command-1", PostgresSettings.Limits.DEFAULT);

        assertThat(settings.toString())
                .contains("jdbc:postgresql://db/foldline", "me")
                .doesNotContain("secret");
    }

    @Test
    void limitsThatWouldHideEachOtherAreRefused() {
        assertThatThrownBy(() -> new PostgresSettings.Limits(SECOND, SECOND, SECOND, SECOND.plus(SECOND)))
                .hasMessageContaining("lock timeout 1000 ms must be below transaction timeout 1000 ms");
        assertThatThrownBy(() -> new PostgresSettings.Limits(SECOND, SECOND, SECOND.plus(SECOND), SECOND))
                .hasMessageContaining("and that below socket timeout 1000 ms");
    }
}
