package dev.foldline.command.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** History is never rewritten, not even by a superuser, as whom these tests connect. */
final class HistoryGuardIT {

    private Connection connection;
    private Statement statement;

    @BeforeEach
    void connect() throws SQLException {
        connection = PostgresServer.connect(PostgresServer.migratedDatabase(2));
        statement = connection.createStatement();
        statement.execute("""
                INSERT INTO events VALUES (1, 1, 'a', 'account', 1, uuidv7(), 'Opened', 1, '', now(),
                    uuidv7(), uuidv7(), 0, NULL)""");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE events SET payload = 'x'",
                "UPDATE events_1 SET payload = 'x'",
                "DELETE FROM events",
                "DELETE FROM events_1",
                "DELETE FROM events_1 WHERE false",
                "TRUNCATE events",
                "TRUNCATE events_1",
                "MERGE INTO events USING (VALUES (1)) AS v ON true WHEN MATCHED THEN DELETE",
                "SET session_replication_role = replica; DELETE FROM events_1"
            })
    void rewritingEventsIsRefusedToASuperuserOnParentAndChild(String sql) throws SQLException {
        assertThatThrownBy(() -> statement.execute(sql))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("is refused to role postgres: events are never rewritten")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("42501");
        assertThat(countEvents()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE FROM events", "DELETE FROM events_1", "TRUNCATE events", "TRUNCATE events_1"})
    void theArchiverMayTakeEventsAway(String sql) throws SQLException {
        statement.execute("SET ROLE foldline_archiver");
        statement.execute(sql);
        assertThat(countEvents()).isZero();
    }

    private long countEvents() throws SQLException {
        try (var rows = statement.executeQuery("SELECT count(*) FROM events")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
