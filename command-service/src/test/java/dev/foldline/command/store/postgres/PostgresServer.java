package dev.foldline.command.store.postgres;

import dev.foldline.command.store.postgres.migration.StoreMigration;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.testing.ServerImages;
import dev.foldline.testing.ServerKind;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.containers.GenericContainer;

/**
 * One Postgres, embedded or in a container, for all tests of a JVM, stopped with it, and databases on it that nobody
 * else uses. Thread-safe.
 */
public final class PostgresServer {

    private static final String USER = "postgres";
    private static final String CONNECTIONS_MAX = "100";
    private static final int CONTAINER_PORT = 5432;

    /** Short, so that a test of a limit is; long enough for a busy machine to make a batch in. */
    public static final PostgresSettings.Limits SHORT_LIMITS = new PostgresSettings.Limits(
            Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(10));

    private static final int PORT = ServerKind.containers() ? startContainer() : startEmbedded();
    private static final AtomicInteger databases = new AtomicInteger();
    private static final Map<Integer, String> templates = new ConcurrentHashMap<>();

    private PostgresServer() {}

    private static int startEmbedded() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("max_connections", CONNECTIONS_MAX)
                    .start()
                    .getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("resource") // Testcontainers removes it with the JVM.
    private static int startContainer() {
        GenericContainer<?> server = ServerImages.postgres(USER)
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=" + CONNECTIONS_MAX)
                .withExposedPorts(CONTAINER_PORT);
        server.start();
        return server.getMappedPort(CONTAINER_PORT);
    }

    public static int port() {
        return PORT;
    }

    /** A database without tables. */
    public static PostgresSettings emptyDatabase() {
        return settings(create("TEMPLATE template1"), port());
    }

    /** A database with the tables of the store, empty, for this many partitions. */
    public static PostgresSettings migratedDatabase(int partitions) {
        String template = templates.computeIfAbsent(partitions, PostgresServer::createTemplate);
        return settings(create("TEMPLATE " + template), port());
    }

    private static String createTemplate(int partitions) {
        String name = create("TEMPLATE template1");
        try {
            StoreMigration.migrate(settings(name, port()), partitions);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot migrate " + name, e);
        }
        return name;
    }

    private static String create(String options) {
        String name = "test_" + databases.incrementAndGet();
        try (Connection connection = connect(settings("postgres", port()));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " " + options);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create " + name, e);
        }
        return name;
    }

    private static PostgresSettings settings(String database, int port) {
        return new PostgresSettings(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, USER, "", "test", SHORT_LIMITS);
    }

    /** The same database behind another port, that of a proxy. */
    public static PostgresSettings through(int port, PostgresSettings direct) {
        return new PostgresSettings(
                direct.url().replace(":" + port() + "/", ":" + port + "/"),
                direct.user(),
                direct.password(),
                direct.applicationName(),
                direct.limits());
    }

    /** A superuser's connection. */
    public static Connection connect(PostgresSettings database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    /** Runs statements as a superuser. */
    public static void execute(PostgresSettings database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What the first column of a query of a superuser has in each row, as text. */
    public static List<String> strings(PostgresSettings database, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    /** The number that a query of a superuser gives. */
    public static long number(PostgresSettings database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
