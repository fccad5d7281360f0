package dev.foldline.command.store.postgres.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.store.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What is in a row may be anybody's secret, and the messages of the driver end in logs. */
final class PostgresSessionIT {

    private static final String SECRET = "ada@example.org";

    private final PostgresSettings database = PostgresServer.emptyDatabase();

    @Test
    void noMessageOfAnErrorHasAValueOfARow() throws SQLException {
        try (PostgresSession session = new PostgresSession(database)) {
            assertNoValue(session.connection());
        }
        try (Connection plain = PostgresSession.plainConnections(database).getConnection()) {
            assertNoValue(plain);
        }
    }

    private static void assertNoValue(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS owners; CREATE TABLE owners (name text PRIMARY KEY)");
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO owners VALUES (?)")) {
            insert.setString(1, SECRET);
            insert.executeUpdate();
            assertThatThrownBy(insert::executeUpdate)
                    .hasMessageContaining("owners_pkey")
                    .hasMessageNotContaining(SECRET);
            insert.addBatch();
            assertThatThrownBy(insert::executeBatch)
                    .hasMessageContaining("owners_pkey")
                    .hasMessageNotContaining(SECRET);
        }
    }
}
