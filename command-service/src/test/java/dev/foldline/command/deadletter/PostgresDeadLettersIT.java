package dev.foldline.command.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.store.BatchBuilder;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.command.store.postgres.PostgresEventStore;
import dev.foldline.command.store.postgres.PostgresServer;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A letter is resolved by one at a time, and only when its action was done. */
final class PostgresDeadLettersIT {

    private static final DeadLetterId ID = new DeadLetterId(0, 0);

    private final PostgresSettings database = PostgresServer.migratedDatabase(1);
    private final PostgresDeadLetters letters = new PostgresDeadLetters(database);

    @BeforeEach
    void fill() throws Exception {
        try (EventStore store = new PostgresEventStore(database)) {
            store.append(List.of(BatchBuilder.from(store.acquire(0, "me"))
                    .dead(new byte[] {7})
                    .build()));
        }
    }

    @Test
    void anActionThatFailsLeavesTheLetterOpen() {
        assertThatThrownBy(() -> letters.resolve(ID, false, _ -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(resolution()).isEmpty();
    }

    @Test
    void aCrashBetweenActionAndMarkLeavesTheLetterOpenToBeSentAgain() {
        assertThatThrownBy(() -> letters.resolve(ID, false, _ -> {
                    endOtherConnections();
                    return "sent again as commands-0@1";
                }))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(resolution()).isEmpty();

        assertThat(letters.resolve(ID, false, _ -> "sent again as commands-0@2"))
                .isPresent();
        assertThat(resolution()).contains("sent again as commands-0@2");
    }

    @Test
    void whileALetterIsBeingResolvedNobodyElseCan() {
        AtomicInteger actions = new AtomicInteger();

        letters.resolve(ID, false, _ -> {
            assertThatThrownBy(() -> letters.resolve(ID, false, _ -> "done " + actions.incrementAndGet()))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("lock timeout");
            return "done " + actions.incrementAndGet();
        });

        assertThat(resolution()).contains("done 1");
        assertThatThrownBy(() -> letters.resolve(ID, false, _ -> "done " + actions.incrementAndGet()))
                .isInstanceOf(AlreadyResolvedException.class)
                .hasMessageContaining("partition 0 offset 0")
                .hasMessageContaining("done 1");
        assertThat(actions).hasValue(1);
    }

    private Optional<String> resolution() {
        return letters.find(ID).map(DeadLetterDetails::resolution).map(Resolution::what);
    }

    private void endOtherConnections() {
        try (Connection connection = PostgresServer.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
