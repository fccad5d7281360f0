package dev.foldline.command.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.foldline.command.store.postgres.PostgresServer;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.testing.TestTimeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DatabaseSizeIT {

    private final PostgresSettings database = PostgresServer.emptyDatabase();

    @Test
    void theSizeGrowsWithWhatIsInTheDatabase() throws SQLException {
        long before = DatabaseSize.bytes(database);
        try (Connection connection = PostgresServer.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE filled AS SELECT n, repeat('x', 100) FROM generate_series(1, 20000) AS n");
        }
        assertThat(DatabaseSize.bytes(database)).isBetween(before + 2_000_000, before + 10_000_000);
    }

    @Test
    void aDatabaseThatIsNotThereIsAnError() {
        PostgresSettings missing = new PostgresSettings(
                database.url() + "_missing", database.user(), "", "test", PostgresServer.SHORT_LIMITS);
        assertThatThrownBy(() -> DatabaseSize.bytes(missing))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("_missing");
    }

    @Test
    void aServerThatTakesTheConnectionAndSaysNothingIsGivenUpInTime() throws IOException {
        PostgresSettings.Limits limits = new PostgresSettings.Limits(
                Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(1));
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            PostgresSettings hanging = new PostgresSettings(
                    PostgresServer.through(silent.getLocalPort(), database).url(), database.user(), "", "test", limits);
            assertTimeoutPreemptively(
                    TestTimeouts.CONDITION,
                    () -> assertThatThrownBy(() -> DatabaseSize.bytes(hanging)).isInstanceOf(SQLException.class));
        }
    }
}
