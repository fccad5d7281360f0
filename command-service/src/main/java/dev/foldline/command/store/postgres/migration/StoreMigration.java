package dev.foldline.command.store.postgres.migration;

import dev.foldline.command.store.postgres.session.PostgresSession;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.command.store.postgres.session.SqlFailure;
import dev.foldline.runtime.StartupException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Brings a database to the tables that the store and the inline views of the domains need.
 *
 * <p>The store and each domain have a history of their own: Flyway's table {@code flyway_schema_history} and {@code
 * flyway_schema_history_NAME}, where a {@code -} of the name is a {@code _}. So two domains, which know nothing of each
 * other, may both bring a version 1.
 */
public final class StoreMigration {

    private static final String PARTITIONS = "partitions";
    private static final String[] NONE = {};

    /** Key of the advisory lock that lets one service at a time migrate a database: {@code foldline} as a number. */
    private static final long LOCK = 0x666f6c646c696e65L;

    /** Behind the newest that this build has. */
    private static final Set<MigrationState> FUTURE =
            EnumSet.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

    private StoreMigration() {}

    /**
     * Runs the migrations that are missing: the store's, then those of each domain on the class path. Of each history
     * all of them or none. May be called by several services at a time.
     *
     * @param partitions partitions of every topic: there is one table of events for each
     * @throws StartupException if the database was set up for another number, is not fit for our tables, has a
     *                          migration that this build does not know or knows otherwise, lacks one below its
     *                          version, or one fails; the history that it belongs to, which
     *                          the message names, has not changed, and neither have those behind it
     * @throws SQLException     if the database does not answer
     */
    public static void migrate(PostgresSettings settings, int partitions) throws SQLException {
        migrate(settings, partitions, StoreMigration.class.getClassLoader());
    }

    static void migrate(PostgresSettings settings, int partitions, ClassLoader classes) throws SQLException {
        DatabaseChecks.run(settings);
        PGSimpleDataSource database = PostgresSession.plainConnections(settings);
        // Flyway's own lock begins only after it has made the table of its history.
        try (Connection one = database.getConnection();
                Statement lock = one.createStatement()) {
            one.setAutoCommit(false);
            lock.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
            lock.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            migrateAlone(database, settings, partitions, classes);
        }
    }

    private static void migrateAlone(
            PGSimpleDataSource database, PostgresSettings settings, int partitions, ClassLoader classes)
            throws SQLException {
        refuseOtherPartitions(database, settings.place(), partitions);
        FluentConfiguration flyway = Flyway.configure(classes)
                .dataSource(database)
                .placeholders(Map.of(PARTITIONS, String.valueOf(partitions)))
                .group(true)
                // By default it continues with a database that a newer build has migrated.
                .ignoreMigrationPatterns(NONE)
                // There may be tables of others already: those of ours have been looked for.
                .baselineOnMigrate(true)
                .baselineVersion("0");
        run(flyway.locations("classpath:db/migration").load(), settings.place(), "");
        // Again, for the case that another service has just set it up for another number.
        refuseOtherPartitions(database, settings.place(), partitions);
        for (String domain : DomainFolders.names(classes)) {
            flyway.locations("classpath:" + DomainFolders.ROOT + domain)
                    .table("flyway_schema_history_" + domain.replace('-', '_'));
            run(flyway.load(), settings.place(), " of the domain " + domain);
        }
    }

    private static void run(Flyway flyway, String place, String whose) throws SQLException {
        try {
            flyway.migrate();
        } catch (FlywayValidateException e) {
            throw new StartupException(otherHistory(flyway.info().all(), place, whose, e), e);
        } catch (FlywayException e) {
            throwIfPassing(e);
            throw new StartupException("database " + place + ": a migration" + whose + " failed: " + oneLine(e), e);
        }
    }

    private static void refuseOtherPartitions(PGSimpleDataSource database, String place, int partitions)
            throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            if (!isSetUp(statement)) {
                return;
            }
            try (ResultSet row =
                    statement.executeQuery("SELECT value FROM pipeline_metadata WHERE key = '" + PARTITIONS + "'")) {
                if (row.next() && !row.getString(1).equals(String.valueOf(partitions))) {
                    throw new StartupException("database " + place + " was set up for " + row.getString(1)
                            + " partitions, but foldline.partitions is " + partitions
                            + ": the number is set once, so set it back or use another database");
                }
            }
        }
    }

    /** What sets the database's migrations apart from those of this build. */
    private static String otherHistory(
            MigrationInfo[] migrations, String place, String whose, FlywayValidateException refusal) {
        for (MigrationInfo migration : migrations) {
            String name = migration.getVersion() + " (" + migration.getDescription() + ")" + whose;
            MigrationState state = migration.getState();
            if (state.isFailed()) {
                return "database " + place + " has migration " + name
                        + " as failed: what it left is not known, so restore it from a backup or use another database";
            }
            if (state.isApplied() && !state.isResolved()) {
                return "database " + place + " has migration " + name + ", which this build does not know"
                        + (FUTURE.contains(state)
                                ? ": a newer build has migrated it, so start that one"
                                : " though it knows later ones: a build of another origin has migrated it, so start"
                                        + " one that has this migration");
            }
            if (state == MigrationState.IGNORED) {
                return "database " + place + " lacks migration " + name
                        + ", though it has a later one: this build did not migrate it, so restore it or use another"
                        + " database";
            }
            if (state.isApplied() && !migration.isChecksumMatching()) {
                return "database " + place + " has migration " + name + " with checksum "
                        + migration.getAppliedChecksum() + ", but this build's has " + migration.getResolvedChecksum()
                        + ": the file was changed after it had run, so its tables may not be those that this build"
                        + " expects; start a build with the file as it was";
            }
        }
        return "database " + place + " does not have this build's migrations" + whose + ": " + oneLine(refusal);
    }

    private static String oneLine(FlywayException e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
    }

    /** A server that went away in the middle has failed no migration: the caller tries again. */
    private static void throwIfPassing(FlywayException failure) throws SQLException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e && SqlFailure.passes(e)) {
                throw e;
            }
        }
    }

    private static boolean isSetUp(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT to_regclass('pipeline_metadata') IS NOT NULL")) {
            return row.next() && row.getBoolean(1);
        }
    }
}
