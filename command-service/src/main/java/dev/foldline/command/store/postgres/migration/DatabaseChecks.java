package dev.foldline.command.store.postgres.migration;

import dev.foldline.command.store.postgres.session.PostgresSession;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.runtime.StartupException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What must be so in a database before a table is made in it: a server that is new enough, connections that are
 * sessions of their own, and no table of another application under a name of ours.
 */
final class DatabaseChecks {

    static final int POSTGRES_MIN = 18;

    /** Enough for any pooler of transactions to give one connection the server session of the other. */
    private static final int LOOKS = 3;

    /** Tables of the store, whose names another application may have in the same schema. */
    private static final String[] OWN_TABLES = {
        "events",
        "command_partitions",
        "command_outcomes",
        "dead_letters",
        "pipeline_metadata",
        "snapshots",
        "replay_progress",
        "command_filters",
        "schema_fingerprints"
    };

    private static final String STATE = """
            SELECT to_regclass(quote_ident(current_schema()) || '.flyway_schema_history') IS NOT NULL,
                   to_regclass(quote_ident(current_schema()) || '.pipeline_metadata') IS NOT NULL,
                   (SELECT string_agg(relname, ', ' ORDER BY relname) FROM pg_class
                    WHERE relnamespace = current_schema()::regnamespace AND relname = ANY (?)),
                   current_schema()
            """;

    /** A history that another service of ours is about to begin has no row, or only the one of its beginning. */
    private static final String FIRST_MIGRATION =
            "SELECT script FROM flyway_schema_history WHERE type <> 'BASELINE' ORDER BY installed_rank LIMIT 1";

    /** With which our own history begins. */
    private static final String FIRST_SCRIPT = "V1__events.sql";

    private DatabaseChecks() {}

    /**
     * Checks a database, and makes the schema that its URL names if there is none.
     *
     * @throws StartupException if it is not fit; no table was made
     * @throws SQLException     if it does not answer
     */
    static void run(PostgresSettings settings) throws SQLException {
        PGSimpleDataSource database = PostgresSession.plainConnections(settings);
        try (Connection connection = database.getConnection()) {
            String place = "database " + settings.place();
            requireVersion(
                    place,
                    connection.getMetaData().getDatabaseMajorVersion(),
                    connection.getMetaData().getDatabaseProductVersion());
            try (Connection other = database.getConnection()) {
                int[] pids = new int[2 * LOOKS];
                for (int look = 0; look < LOOKS; look++) {
                    pids[2 * look] = backend(connection);
                    pids[2 * look + 1] = backend(other);
                }
                requireSessions(place, pids);
            }
            makeSchema(connection);
            refuseTablesOfOthers(place, connection);
        }
    }

    static void requireVersion(String place, int major, String version) {
        if (major < POSTGRES_MIN) {
            throw new StartupException(place + " is Postgres " + version + ", but " + POSTGRES_MIN
                    + " or later is needed: no table was made; upgrade the server or use another one");
        }
    }

    /**
     * Two connections have two server sessions, and each keeps its own.
     *
     * @param pids process ids of the server's sessions, of the two connections in turns
     */
    static void requireSessions(String place, int... pids) {
        for (int i = 2; i < pids.length; i++) {
            if (pids[i] != pids[i - 2]) {
                throw pooled(place);
            }
        }
        if (pids[0] == pids[1]) {
            throw pooled(place);
        }
    }

    private static StartupException pooled(String place) {
        return new StartupException(place + " is behind a pooler that gives every transaction another session, as"
                + " PgBouncer with pool_mode=transaction does: the settings of a session and its locks would be lost;"
                + " set pool_mode=session, or connect to Postgres itself");
    }

    private static int backend(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** The first schema of the search path, which the URL may name, as {@code currentSchema=foldline}. */
    private static void makeSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT current_schema() IS NOT NULL")) {
                if (row.next() && row.getBoolean(1)) {
                    return;
                }
            }
            String schema = null;
            try (ResultSet row = statement.executeQuery("""
                    SELECT quote_ident(trim(both ' "' from split_part(current_setting('search_path'), ',', 1)))""")) {
                if (row.next()) {
                    schema = row.getString(1);
                }
            }
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema);
        }
    }

    private static void refuseTablesOfOthers(String place, Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(STATE)) {
            query.setArray(1, connection.createArrayOf("text", OWN_TABLES));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                boolean history = row.getBoolean(1);
                boolean set = row.getBoolean(2);
                String taken = row.getString(3);
                String schema = row.getString(4);
                if (set && !history) {
                    throw new StartupException(place + " has the tables " + taken + " in schema " + schema
                            + ", but not flyway_schema_history, which says what has migrated them: restore that table"
                            + " too, or use another database");
                }
                if (set) {
                    return;
                }
                String first = history ? firstScript(connection) : null;
                if (FIRST_SCRIPT.equals(first)) {
                    return;
                }
                if (first != null) {
                    throw ofAnother(place, schema, "flyway_schema_history (its first migration is " + first + ")");
                }
                if (taken != null) {
                    throw ofAnother(place, schema, taken);
                }
            }
        }
    }

    private static @Nullable String firstScript(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(FIRST_MIGRATION)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private static StartupException ofAnother(String place, String schema, String tables) {
        return new StartupException(place + " has " + tables + " of another application in schema " + schema
                + ": nothing was changed; use a schema of its own, with currentSchema=foldline among the parameters of"
                + " command.jdbc.url, or another database");
    }
}
