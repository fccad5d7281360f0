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

/** Reads streams over a small pool of connections that can write nothing. Thread-safe. */
public final class PostgresHistory implements StreamHistory, AutoCloseable {

    private static final String VERSION =
            "SELECT coalesce(max(aggregate_version), 0) FROM events" + " WHERE partition = ? AND aggregate_id = ?";

    /** A clock may step back, so the first later event ends the run, whatever comes after it. */
    private static final String VERSION_AT =
            "SELECT coalesce(min(aggregate_version) FILTER (WHERE occurred_at > ?) - 1,"
                    + " max(aggregate_version), 0) FROM events WHERE partition = ? AND aggregate_id = ?";

    private static final String SNAPSHOT = "SELECT " + SnapshotRows.COLUMNS + " FROM snapshots"
            + " WHERE partition = ? AND aggregate_id = ? AND aggregate_version <= ?"
            + " ORDER BY aggregate_version DESC LIMIT 1";

    private static final String EVENTS = "SELECT " + EventRows.COLUMNS + " FROM events"
            + " WHERE partition = ? AND aggregate_id = ? AND aggregate_version >= ?"
            + " ORDER BY aggregate_version LIMIT ?";

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
        config.setDataSource(PostgresSession.plainConnections(settings));
        config.setMaximumPoolSize(connectionsMax);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(timeout.toMillis());
        config.setReadOnly(true);
        // A database that is away when the service starts is no reason not to start.
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql("SET statement_timeout = " + timeout.toMillis() + "; SET enable_seqscan = off");
        pool = new HikariDataSource(config);
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

    private static long number(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private <T> T query(String what, String sql, Query<T> query) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return query.on(statement);
        } catch (SQLTransientConnectionException e) {
            throw SqlFailure.noConnection(what, e);
        } catch (SQLException e) {
            throw SqlFailure.unchecked(what, e);
        }
    }
}
