package dev.foldline.command.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.postgres.rows.BinaryCopyWriter;
import dev.foldline.command.store.postgres.rows.EventRows;
import dev.foldline.command.store.postgres.session.PostgresSession;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.command.store.postgres.session.SqlFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** An owner whose process is stopped in the middle of a transaction holds its partition's row, but not for ever. */
final class PartitionFenceIT {

    private final PostgresSettings database = PostgresServer.migratedDatabase(1);
    private final PostgresSession zombie = new PostgresSession(database);
    private final PostgresEventStore next = new PostgresEventStore(database);

    @AfterEach
    void close() {
        zombie.close();
        next.close();
    }

    @Test
    void aZombieThatSleepsBetweenStatementsIsEndedByTheTransactionTimeout() throws Exception {
        Connection asleep = holdTheRow();

        try (Connection watcher = PostgresServer.connect(database);
                Statement statement = watcher.createStatement()) {
            await().until(() -> {
                try (var row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND state LIKE 'idle in transaction%'")) {
                    return row.next() && row.getInt(1) == 0;
                }
            });
        }

        assertThatThrownBy(asleep::commit)
                .isInstanceOf(SQLException.class)
                .extracting(e -> SqlFailure.of((SQLException) e))
                .isEqualTo(SqlFailure.UNAVAILABLE);
        assertThat(next.acquire(0, "next")).isEqualTo(new Ownership(0, 1, 0, 1));
    }

    @Test
    void aZombieThatSleepsInTheMiddleOfACopyIsEndedByTheNextOwner() throws Exception {
        Connection asleep = holdTheRow();
        BinaryCopyWriter writer = new BinaryCopyWriter();
        writer.start(asleep.unwrap(PGConnection.class).getCopyAPI().copyIn(EventRows.copyInto(0)));

        assertThat(next.acquire(0, "next")).isEqualTo(new Ownership(0, 1, 0, 1));

        assertThatThrownBy(() -> {
                    writer.finish();
                    asleep.commit();
                })
                .isInstanceOf(SQLException.class);
        assertThat(next.acquire(0, "next").nextOffset()).isZero();
    }

    @Test
    void aPartitionThatTheDatabaseWasNotSetUpForIsNamed() {
        assertThatThrownBy(() -> next.acquire(7, "next"))
                .isInstanceOf(StoreCorruptException.class)
                .hasMessageContaining("partition 7 is not in command_partitions");
    }

    private Connection holdTheRow() throws SQLException {
        Connection connection = zombie.connection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE command_partitions SET next_offset = 99 WHERE partition = 0");
        }
        return connection;
    }
}
