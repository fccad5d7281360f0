package dev.foldline.command.store.postgres.session;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection, opened when it is needed and thrown away after any failure. Not thread-safe. */
public final class PostgresSession implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PostgresSession.class);

    /** Work on the connection, outside of a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private final PostgresSettings settings;
    private @Nullable Connection connection;

    public PostgresSession(PostgresSettings settings) {
        this.settings = settings;
    }

    /** The connection, in autocommit mode when it is new. */
    public Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = open();
            connection = open;
        }
        return open;
    }

    /**
     * Runs statements, each a transaction of its own.
     *
     * @param what what they are for, for the message of an error
     */
    public <T> T run(String what, Work<T> work) {
        boolean done = false;
        try {
            T result = work.on(connection());
            done = true;
            return result;
        } catch (SQLException e) {
            throw SqlFailure.unchecked(what, e);
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private Connection open() throws SQLException {
        PostgresSettings.Limits limits = settings.limits();
        Properties properties = new Properties();
        PGProperty.USER.set(properties, settings.user());
        PGProperty.PASSWORD.set(properties, settings.password());
        PGProperty.APPLICATION_NAME.set(properties, settings.applicationName());
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        // The detail quotes rows, and an exception may be logged with its causes.
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
        PGProperty.CONNECT_TIMEOUT.set(properties, wholeSeconds(limits.connectTimeout()));
        PGProperty.LOGIN_TIMEOUT.set(properties, wholeSeconds(limits.connectTimeout()));
        PGProperty.SOCKET_TIMEOUT.set(properties, wholeSeconds(limits.socketTimeout()));
        Connection opened = DriverManager.getConnection(settings.url(), properties);
        try (Statement statement = opened.createStatement()) {
            statement.execute(sessionSettings(limits));
            return opened;
        } catch (SQLException e) {
            quietlyClose(opened);
            throw e;
        }
    }

    /** Connections without the session's limits, for what is done once at start and may take its time. */
    public static PGSimpleDataSource plainConnections(PostgresSettings settings) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(settings.url());
        database.setUser(settings.user());
        database.setPassword(settings.password());
        database.setApplicationName(settings.applicationName());
        database.setLogServerErrorDetail(false);
        database.setConnectTimeout(wholeSeconds(settings.limits().connectTimeout()));
        return database;
    }

    private static String sessionSettings(PostgresSettings.Limits limits) {
        return "SET transaction_timeout = " + limits.transactionTimeout().toMillis()
                + "; SET lock_timeout = " + limits.lockTimeout().toMillis()
                // The fence: an update that has waited for a row sees the epoch of the one who held it.
                + "; SET default_transaction_isolation = 'read committed'"
                // What Kafka was told must survive a crash of the database. Stronger settings of the server stay.
                + "; SELECT set_config('synchronous_commit', 'on', false)"
                + " WHERE current_setting('synchronous_commit') = 'off'"
                // Every read of the store goes through an index. The tables grow from empty faster than their
                // statistics,
                // and a plan made for an empty table would read the whole of a full one.
                + "; SET enable_seqscan = off"
                // Its statements run for milliseconds; compiling one would take longer.
                + "; SET jit = off";
    }

    /** The driver counts in seconds: rounded up, as zero would mean for ever. */
    private static int wholeSeconds(Duration duration) {
        return Math.toIntExact(duration.plusMillis(999).toSeconds());
    }

    /** Drops the connection, and with it what it has open; the next use opens another. */
    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            quietlyClose(open);
        }
    }

    private static void quietlyClose(Connection open) {
        try {
            open.close();
        } catch (SQLException e) {
            log.debug("closing a connection that is given up: {}", e.getMessage());
        }
    }
}
