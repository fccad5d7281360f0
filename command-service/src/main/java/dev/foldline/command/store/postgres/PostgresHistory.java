package dev.foldline.command.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.foldline.command.read.StreamHistory;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.store.postgres.rows.EventRows;
import dev.foldline.command.store.postgres.rows.SnapshotRows;
import dev.foldline.command.store.postgres.session.PostgresSession;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.command.store.postgres.session.SqlFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Reads streams over a small pool of connections that can write nothing. Thread-safe. */
public final class PostgresHistory implements StreamHistory, AutoCloseable {

    /** What the events of one answer take, and the last of them beyond it; a service has room for it many times. */
    static final int PAGE_BYTES_MAX = 8 << 20;

    /** A server that is alive ends a query by itself; one that hangs is given up this much later. */
    private static final Duration HANGING_AFTER = Duration.ofSeconds(1);

    private static final String VERSION =
            "SELECT coalesce(max(aggregate_version), 0) FROM events" + " WHERE partition = ? AND aggregate_id = ?";

    /** A clock may step back, so the first later event ends the run, whatever comes after it. */
    private static final String VERSION_AT =
            "SELECT coalesce(min(aggregate_version) FILTER (WHERE occurred_at > ?) - 1,"
                    + " max(aggregate_version), 0) FROM events WHERE partition = ? AND aggregate_id = ?";

    private static final String SNAPSHOT = "SELECT " + SnapshotRows.COLUMNS + " FROM snapshots"
            + " WHERE partition = ? AND aggregate_id = ? AND aggregate_version <= ?"
            + " ORDER BY aggregate_version DESC LIMIT 1";

    /** The sizes are known without reading what is large from where Postgres keeps it. */
    static final String EVENTS = """
            SELECT %1$s
            FROM (SELECT %1$s,
                         sum(octet_length(payload)) OVER (ORDER BY aggregate_version ROWS UNBOUNDED PRECEDING)
                             - octet_length(payload) AS bytes_before
                  FROM events
                  WHERE partition = ? AND aggregate_id = ? AND aggregate_version >= ?
                  ORDER BY aggregate_version LIMIT ?) AS page
            WHERE bytes_before <= %2$d
            ORDER BY aggregate_version""".formatted(EventRows.COLUMNS, PAGE_BYTES_MAX);

    /** Work with a statement. */
    @FunctionalInterface
    private interface Query<T> {
        T on(PreparedStatement statement) throws SQLException;
    }

    private final HikariDataSource pool;

    /**
     * @param settings       where the database is; of its limits the connect timeout counts
     * @param connectionsMax connections of the pool, opened when they are needed
     * @param timeout        how long a query may take, and how long it may wait for a connection
     */
    public PostgresHistory(PostgresSettings settings, int connectionsMax, Duration timeout) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(settings.applicationName());
        config.setDataSource(connections(settings, timeout));
        config.setMaximumPoolSize(connectionsMax);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(timeout.toMillis());
        config.setValidationTimeout(timeout.toMillis());
        config.setReadOnly(true);
        // A database that is away when the service starts is no reason not to start.
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql("SET statement_timeout = " + timeout.toMillis() + "; SET enable_seqscan = off");
        pool = new HikariDataSource(config);
    }

    private static DataSource connections(PostgresSettings settings, Duration timeout) {
        PGSimpleDataSource connections = PostgresSession.plainConnections(settings);
        connections.setSocketTimeout(Math.toIntExact(timeout.plus(HANGING_AFTER).toSeconds()));
        // The driver's default leaves single statements, which are transactions too, free to write.
        connections.setReadOnlyMode("always");
        return connections;
    }

    @Override
    public long version(StreamId id) {
        return query("read the version of " + id.aggregateId(), VERSION, statement -> {
            statement.setInt(1, id.partition());
            statement.setString(2, id.aggregateId());
            return number(statement);
        });
    }

    @Override
    public long versionAt(StreamId id, Instant at) {
        return query("read the version of " + id.aggregateId() + " at " + at, VERSION_AT, statement -> {
            statement.setObject(1, at.atOffset(ZoneOffset.UTC));
            statement.setInt(2, id.partition());
            statement.setString(3, id.aggregateId());
            return number(statement);
        });
    }

    @Override
    public Optional<StoredSnapshot> snapshot(StreamId id, long versionMax) {
        return query("read a snapshot of " + id.aggregateId(), SNAPSHOT, statement -> {
            statement.setInt(1, id.partition());
            statement.setString(2, id.aggregateId());
            statement.setLong(3, versionMax);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(SnapshotRows.read(row, 0)) : Optional.empty();
            }
        });
    }

    @Override
    public List<StoredEvent> events(StreamId id, long fromVersion, int limit) {
        return query("read events of " + id.aggregateId(), EVENTS, statement -> {
            statement.setInt(1, id.partition());
            statement.setString(2, id.aggregateId());
            statement.setLong(3, fromVersion);
            statement.setInt(4, limit);
            List<StoredEvent> events = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    events.add(EventRows.read(rows, 0));
                }
            }
            return events;
        });
    }

    @Override
    public void close() {
        pool.close();
    }

    /** One of the pool's connections. */
    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    private static long number(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private <T> T query(String what, String sql, Query<T> query) {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return query.on(statement);
        } catch (SQLTransientConnectionException e) {
            throw SqlFailure.noConnection(what, e);
        } catch (SQLException e) {
            throw SqlFailure.unchecked(what, e);
        }
    }
}
