package dev.foldline.command.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProcessTokenTest {

    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

    @Test
    void theLaterOfTwoProcessesIsTheGreater() {
        ProcessToken first = ProcessToken.create(NOW);
        assertThat(ProcessToken.create(NOW.plusMillis(1))).isGreaterThan(first);
        assertThat(ProcessToken.create(NOW.plusSeconds(86_400L * 365 * 300))).isGreaterThan(first);
    }

    @Test
    void aClientIdGivesItsTokenBack() {
        ProcessToken token = ProcessToken.create(NOW);
        assertThat(ProcessToken.ofClientId(token.clientId("command-service-a.b-1")))
                .contains(token);
    }

    @Test
    void aClientIdOfAnotherProgramHasNone() {
        assertThat(ProcessToken.ofClientId("command-service-1-1")).isEmpty();
        assertThat(ProcessToken.ofClientId("consumer-1")).isEmpty();
        assertThat(ProcessToken.ofClientId("")).isEmpty();
    }
}
