package dev.foldline.projection.database;

import dev.foldline.projection.config.DatabaseConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.config.types.Password;

/** One Postgres for all tests of a JVM, stopped with it, and databases on it that nobody else uses. Thread-safe. */
public final class TestDatabases {

    private static final String USER = "postgres";
    private static final int CONNECTIONS_MAX = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final EmbeddedPostgres SERVER = start();
    private static final AtomicInteger databases = new AtomicInteger();

    private TestDatabases() {}

    /** Where a new database is, without tables. */
    public static DatabaseConfig empty() {
        String name = "test_" + databases.incrementAndGet();
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create " + name, e);
        }
        return new DatabaseConfig(url(name), USER, new Password(""), CONNECTIONS_MAX, TIMEOUT);
    }

    /** A new database with the tables of projection-service. */
    public static ProjectionDatabase migrated() {
        ProjectionDatabase database = new ProjectionDatabase(empty());
        database.migrate();
        return database;
    }

    /** A connection of the test's own to the tables of projection-service. */
    public static Connection connect(ProjectionDatabase database) throws SQLException {
        return DriverManager.getConnection(database.url() + "?currentSchema=" + ProjectionDatabase.SCHEMA, USER, "");
    }

    /** Ends the connections of projection-service to a database, as the death of a server does. */
    public static void endConnections(ProjectionDatabase database) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND application_name = 'foldline-projection-service'");
        }
    }

    private static Connection connect(String name) throws SQLException {
        return DriverManager.getConnection(url(name), USER, "");
    }

    private static String url(String name) {
        return "jdbc:postgresql://127.0.0.1:" + SERVER.getPort() + "/" + name;
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
