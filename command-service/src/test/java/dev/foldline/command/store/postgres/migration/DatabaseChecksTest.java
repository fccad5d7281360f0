package dev.foldline.command.store.postgres.migration;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.runtime.StartupException;
import org.junit.jupiter.api.Test;

class DatabaseChecksTest {

    @Test
    void anOlderPostgresIsRefusedInOneLine() {
        assertThatThrownBy(() -> DatabaseChecks.requireVersion("database d", 17, "17.6"))
                .isInstanceOf(StartupException.class)
                .hasMessage("database d is Postgres 17.6, but 18 or later is needed: no table was made; upgrade the"
                        + " server or use another one");
        assertThatCode(() -> DatabaseChecks.requireVersion("database d", 18, "18.0"))
                .doesNotThrowAnyException();
        assertThatCode(() -> DatabaseChecks.requireVersion("database d", 19, "19beta1"))
                .doesNotThrowAnyException();
    }

    @Test
    void twoConnectionsThatShareASessionAreBehindAPoolerOfTransactions() {
        assertRefused(7, 7, 7, 7, 7, 7);
    }

    @Test
    void aConnectionThatChangesItsSessionIsBehindAPoolerOfTransactions() {
        assertRefused(7, 8, 8, 7, 7, 8);
        assertRefused(7, 8, 7, 9, 7, 8);
    }

    @Test
    void twoSessionsThatStayAreAccepted() {
        assertThatCode(() -> DatabaseChecks.requireSessions("database d", 7, 8, 7, 8, 7, 8))
                .doesNotThrowAnyException();
    }

    private static void assertRefused(int... pids) {
        assertThatThrownBy(() -> DatabaseChecks.requireSessions("database d", pids))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("database d is behind a pooler")
                .hasMessageContaining("pool_mode=session");
    }
}
