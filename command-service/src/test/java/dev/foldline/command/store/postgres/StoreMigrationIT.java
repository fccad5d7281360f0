package dev.foldline.command.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.store.StoreFault;
import dev.foldline.command.store.postgres.migration.StoreMigration;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.runtime.StartupException;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

final class StoreMigrationIT {

    private final PostgresSettings database = PostgresServer.emptyDatabase();

    @Test
    void everyPartitionHasATableOfEventsAndACursorAtTheStart() throws SQLException {
        StoreMigration.migrate(database, 12);

        assertThat(PostgresServer.number(
                        database, "SELECT count(*) FROM pg_inherits WHERE inhparent = 'events'::regclass"))
                .isEqualTo(12);
        assertThat(PostgresServer.number(
                        database,
                        "SELECT count(*) FROM command_partitions"
                                + " WHERE epoch = 0 AND next_offset = 0 AND next_position = 1"
                                + " AND partition BETWEEN 0 AND 11"))
                .isEqualTo(12);
    }

    @Test
    void migratingAgainChangesNothing() throws SQLException {
        StoreMigration.migrate(database, 2);
        StoreMigration.migrate(database, 2);

        assertThat(PostgresServer.number(database, "SELECT count(*) FROM command_partitions"))
                .isEqualTo(2);
    }

    @Test
    void anotherNumberOfPartitionsIsRefusedInOneLine() throws SQLException {
        StoreMigration.migrate(database, 2);

        assertThatThrownBy(() -> StoreMigration.migrate(database, 3))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("was set up for 2 partitions, but foldline.partitions is 3")
                .message()
                .hasLineCount(1);
    }

    @Test
    void aDatabaseThatANewerBuildHasMigratedIsRefusedInOneLine() throws SQLException {
        StoreMigration.migrate(database, 2);
        PostgresServer.execute(
                database,
                "INSERT INTO flyway_schema_history VALUES (999, '999', 'moons', 'SQL', 'V999__moons.sql', 1,"
                        + " 'someone', now(), 1, true)");

        assertThatThrownBy(() -> StoreMigration.migrate(database, 2))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(database.place())
                .hasMessageContaining("migration 999 (moons), which this build does not know")
                .hasMessageContaining("start that one")
                .message()
                .hasLineCount(1);
    }

    @Test
    void aDatabaseThatLacksAMigrationInTheMiddleIsRefusedInOneLine() throws SQLException {
        StoreMigration.migrate(database, 2);
        PostgresServer.execute(database, "DELETE FROM flyway_schema_history WHERE version = '3'");

        assertThatThrownBy(() -> StoreMigration.migrate(database, 2))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("lacks migration 3 (command outcomes)")
                .message()
                .hasLineCount(1);
    }

    @Test
    void aDatabaseOfAnOlderBuildIsBroughtUpToDate() throws SQLException {
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .placeholders(Map.of("partitions", "2"))
                .target("3")
                .load()
                .migrate();

        StoreMigration.migrate(database, 2);

        assertThat(PostgresServer.number(
                        database, "SELECT count(*) FROM flyway_schema_history WHERE success AND version > '3'"))
                .isPositive();
        assertThat(PostgresServer.number(database, "SELECT count(*) FROM dead_letters"))
                .isZero();
    }

    @Test
    void aConnectionThatIsLostMeanwhileIsNoFailedMigrationButWorthAnotherTry() throws Exception {
        try (LossyLink link = new LossyLink(PostgresServer.port(), StoreFault.COMMIT_IS_LOST)) {
            PostgresSettings through = PostgresServer.through(link.port(), database);

            assertThatThrownBy(() -> StoreMigration.migrate(through, 2)).isInstanceOf(SQLException.class);

            StoreMigration.migrate(through, 2);
        }
        assertThat(PostgresServer.number(database, "SELECT count(*) FROM command_partitions"))
                .isEqualTo(2);
    }

    @Test
    void eventsHaveNoBTreeBesidesTheVersionCheckAndThePosition() throws SQLException {
        StoreMigration.migrate(database, 1);

        assertThat(PostgresServer.number(
                        database,
                        "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                                + " JOIN pg_am a ON a.oid = c.relam WHERE i.indrelid = "
                                + "'events_0'::regclass AND amname = 'btree'"))
                .isEqualTo(2);
        assertThat(PostgresServer.number(database, "SELECT count(*) FROM pg_class WHERE relname = 'events_0_pkey'"))
                .as("the name by which the store knows the version check")
                .isEqualTo(1);
    }
}
