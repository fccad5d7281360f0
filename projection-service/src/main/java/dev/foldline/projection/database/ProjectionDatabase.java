package dev.foldline.projection.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.foldline.projection.config.DatabaseConfig;
import dev.foldline.runtime.Redacted;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A bounded pool of connections to the tables of projection-service. Thread-safe.
 *
 * <p>The tables have a schema and migrations of their own, so they may be beside those of the events or in another
 * database.
 */
public final class ProjectionDatabase implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /**
     * A server that works ends a statement at the timeout by itself; on one that hangs the client gives up this much
     * later.
     */
    private static final Duration HANGING_AFTER = Duration.ofSeconds(5);

    /** Schema of the tables. With it they may be in the events' database, whose service checks what else is there. */
    public static final String SCHEMA = "projection";

    private final DatabaseConfig config;
    private final HikariDataSource pool;

    /** Work on a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Opens nothing yet. */
    public ProjectionDatabase(DatabaseConfig config) {
        this.config = config;
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("projection-service");
        PGSimpleDataSource connections = connections();
        connections.setSocketTimeout(
                Math.toIntExact(config.timeout().plus(HANGING_AFTER).toSeconds()));
        hikari.setDataSource(connections);
        // A connection that is given back without a commit is rolled back by the pool.
        hikari.setAutoCommit(false);
        hikari.setMaximumPoolSize(config.connectionsMax());
        hikari.setMinimumIdle(0);
        hikari.setConnectionTimeout(config.timeout().toMillis());
        hikari.setInitializationFailTimeout(-1);
        hikari.setConnectionInitSql(
                "SET statement_timeout = " + config.timeout().toMillis()
                        + "; SET idle_in_transaction_session_timeout = "
                        + config.timeout().toMillis() + "; SET jit = off");
        this.pool = new HikariDataSource(hikari);
    }

    /** Where it is, without the URL's parameters, which may hold a password. */
    public String url() {
        return Redacted.url(config.url());
    }

    /**
     * Runs the migrations that are missing; several instances may do so at a time.
     *
     * @throws org.flywaydb.core.api.FlywayException if the database does not answer or refuses; try again, or give up
     */
    public void migrate() {
        Flyway.configure()
                .dataSource(connections())
                .locations("classpath:db/projection")
                .schemas(SCHEMA)
                .group(true)
                .load()
                .migrate();
    }

    /** Runs statements in one transaction, which is rolled back if the work throws. */
    public <T> T inTransaction(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            T result = work.on(connection);
            connection.commit();
            return result;
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private PGSimpleDataSource connections() {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(config.url());
        database.setUser(config.user());
        database.setPassword(config.password().value());
        database.setApplicationName("foldline-projection-service");
        database.setCurrentSchema(SCHEMA);
        // It has values of rows, which must not get into messages.
        database.setLogServerErrorDetail(false);
        database.setConnectTimeout(Math.toIntExact(CONNECT_TIMEOUT.toSeconds()));
        return database;
    }
}
