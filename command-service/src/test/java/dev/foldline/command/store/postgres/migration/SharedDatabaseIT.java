package dev.foldline.command.store.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.store.postgres.PipelineMetadata;
import dev.foldline.command.store.postgres.PostgresServer;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.runtime.StartupException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** A database that is not Foldline's alone, or whose history is not what this build knows. */
final class SharedDatabaseIT {

    private final PostgresSettings database = PostgresServer.emptyDatabase();

    @Test
    void tablesOfAnotherApplicationAreNoObstacle() throws SQLException {
        PostgresServer.execute(database, "CREATE TABLE invoices (id text); INSERT INTO invoices VALUES ('invoice-1')");

        StoreMigration.migrate(database, 2);
        StoreMigration.migrate(database, 2);

        assertThat(PostgresServer.number(database, "SELECT count(*) FROM command_partitions"))
                .isEqualTo(2);
        assertThat(PostgresServer.number(database, "SELECT count(*) FROM invoices"))
                .isEqualTo(1);
    }

    @Test
    void aTableNamedEventsOfAnotherApplicationIsRefusedAndNotTouched() throws SQLException {
        PostgresServer.execute(database, "CREATE TABLE events (name text); CREATE TABLE snapshots (name text)");

        assertRefused(
                database, "has events, snapshots of another application in schema public", "currentSchema=foldline");

        assertThat(PostgresServer.number(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
                .isEqualTo(2);
    }

    @Test
    void besideSuchATableItWorksInASchemaOfItsOwnWhichIsMade() throws SQLException {
        PostgresServer.execute(database, "CREATE TABLE events (name text); INSERT INTO events VALUES ('concert')");
        PostgresSettings own = inSchema("foldline");

        StoreMigration.migrate(own, 2);
        StoreMigration.migrate(own, 2);

        assertThat(PostgresServer.number(database, "SELECT count(*) FROM foldline.command_partitions"))
                .isEqualTo(2);
        assertThat(PostgresServer.number(database, "SELECT count(*) FROM foldline.events"))
                .isZero();
        assertThat(PostgresServer.number(database, "SELECT count(*) FROM public.events"))
                .isEqualTo(1);
        assertThat(PipelineMetadata.partitioner(own, "crc32")).isEqualTo("crc32");
    }

    @Test
    void theHistoryOfAnotherApplicationsMigrationsIsNotTakenForANewerBuilds() throws SQLException {
        PostgresServer.execute(database, """
                CREATE TABLE flyway_schema_history (installed_rank integer, version text, description text, type text,
                    script text, checksum integer, installed_by text, installed_on timestamp DEFAULT now(),
                    execution_time integer, success boolean);
                INSERT INTO flyway_schema_history VALUES (1, '1', 'init', 'SQL', 'V1__init.sql', 5, 'a', now(), 1, true)
                """);

        assertRefused(
                database,
                "has flyway_schema_history (its first migration is V1__init.sql) of another application",
                "currentSchema=foldline");
    }

    @Test
    void tablesWithoutTheirHistoryAreNamed() throws SQLException {
        StoreMigration.migrate(database, 2);
        PostgresServer.execute(database, "DROP TABLE flyway_schema_history");

        assertRefused(database, "but not flyway_schema_history", "restore that table too");
    }

    @Test
    void aMigrationThatWasChangedAfterItHadRunIsNamedWithBothChecksums() throws SQLException {
        StoreMigration.migrate(database, 2);
        PostgresServer.execute(database, "UPDATE flyway_schema_history SET checksum = 17 WHERE version = '4'");

        assertRefused(database, "has migration 4 (dead letters) with checksum 17, but this build's has ");
    }

    @Test
    void aMigrationBelowOurNewestThatIsNotOursIsNoNewerBuilds() throws SQLException {
        StoreMigration.migrate(database, 2);
        PostgresServer.execute(
                database,
                "INSERT INTO flyway_schema_history VALUES (99, '4.5', 'moons', 'SQL', 'V4_5__moons.sql', 1, 'a', now(),"
                        + " 1, true)");

        assertRefused(
                database,
                "has migration 4.5 (moons), which this build does not know though it knows later ones",
                "a build of another origin");
    }

    @Test
    void thePartitionerOfAPipelineThatIsOlderThanTheChoiceIsMurmur2() throws SQLException {
        StoreMigration.migrate(database, 2);
        PostgresServer.execute(database, "UPDATE command_partitions SET next_offset = 1 WHERE partition = 1");

        assertThat(PipelineMetadata.partitioner(database, "crc32")).isEqualTo("murmur2");
        assertThat(PipelineMetadata.partitioner(database, "fnv1a")).isEqualTo("murmur2");
    }

    @Test
    void thePartitionerOfANewPipelineIsTheOneThatItStartedWith() throws SQLException {
        StoreMigration.migrate(database, 2);

        assertThat(PipelineMetadata.partitioner(database, "crc32")).isEqualTo("crc32");
        PostgresServer.execute(database, "UPDATE command_partitions SET next_offset = 1 WHERE partition = 1");
        assertThat(PipelineMetadata.partitioner(database, "murmur2")).isEqualTo("crc32");
    }

    @Test
    void aServerWithSessionsOfItsOwnIsAccepted() {
        assertThatCode(() -> DatabaseChecks.run(database)).doesNotThrowAnyException();
    }

    @Test
    void aPoolerOfTransactionsIsRefusedBeforeAnyTableIsMade() throws Exception {
        try (TransactionPooler pooler = new TransactionPooler(PostgresServer.port())) {
            assertRefused(
                    PostgresServer.through(pooler.port(), database),
                    "is behind a pooler that gives every transaction another session",
                    "pool_mode=session");
        }
        assertThat(PostgresServer.number(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
                .isZero();
    }

    @Test
    void anOlderPostgresIsRefusedBeforeAnyTableIsMade() throws Exception {
        try (TransactionPooler older = new TransactionPooler(PostgresServer.port(), "17.6")) {
            assertRefused(
                    PostgresServer.through(older.port(), database),
                    "is Postgres 17.6, but 18 or later is needed: no table was made");
        }
        assertThat(PostgresServer.number(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
                .isZero();
    }

    private static void assertRefused(PostgresSettings settings, String... words) {
        assertThatThrownBy(() -> StoreMigration.migrate(settings, 2))
                .isInstanceOf(StartupException.class)
                .hasMessageContainingAll(words)
                .message()
                .hasLineCount(1);
    }

    private PostgresSettings inSchema(String schema) {
        String separator = database.url().contains("?") ? "&" : "?";
        String url = String.join("", database.url(), separator, "currentSchema=", schema);
        return new PostgresSettings(
                url, database.user(), database.password(), database.applicationName(), database.limits());
    }
}
