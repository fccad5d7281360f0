package dev.foldline.command.read;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
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
import java.util.function.IntUnaryOperator;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What is committed of a stream, read from the database of its partition over a small pool of read-only connections.
 * Thread-safe. It does not wait for writers, and writers do not wait for it.
 *
 * <p>Every method may throw {@link dev.foldline.command.store.StoreUnavailableException}: the database did not answer,
 * or not in time.
 */
public final class StreamHistory implements AutoCloseable {

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

    private final List<HikariDataSource> pools;
    private final IntUnaryOperator databaseOf;

    /**
     * @param databases      where they are; of their limits the connect timeout counts
     * @param databaseOf     index into {@code databases} of the one that holds a partition
     * @param connectionsMax connections to each database, opened when they are needed
     * @param timeout        how long a query may take, and how long it may wait for a connection
     */
    public StreamHistory(
            List<PostgresSettings> databases, IntUnaryOperator databaseOf, int connectionsMax, Duration timeout) {
        this.pools = databases.stream()
                .map(settings -> pool(settings, connectionsMax, timeout))
                .toList();
        this.databaseOf = databaseOf;
    }

    private static HikariDataSource pool(PostgresSettings settings, int connectionsMax, Duration timeout) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(settings.applicationName());
        config.setDataSource(connections(settings, timeout));
        config.setMaximumPoolSize(connectionsMax);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(timeout.toMillis());
        config.setValidationTimeout(timeout.toMillis());
        config.setReadOnly(true);
        // The service starts also when a database is not available.
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql("SET statement_timeout = " + timeout.toMillis() + "; SET enable_seqscan = off");
        return new HikariDataSource(config);
    }

    private static DataSource connections(PostgresSettings settings, Duration timeout) {
        PGSimpleDataSource connections = PostgresSession.plainConnections(settings);
        connections.setSocketTimeout(Math.toIntExact(timeout.plus(HANGING_AFTER).toSeconds()));
        // The driver's default leaves single statements, which are transactions too, free to write.
        connections.setReadOnlyMode("always");
        return connections;
    }

    /** Version of a stream; 0 where there is none. */
    public long version(StreamId id) {
        return query(id, "read the version of " + id.aggregateId(), VERSION, statement -> {
            statement.setInt(1, id.partition());
            statement.setString(2, id.aggregateId());
            return number(statement);
        });
    }

    /**
     * Version of a stream after the longest run of its first events that all occurred at or before an instant; 0 where
     * the first one occurred later, or there is none.
     */
    public long versionAt(StreamId id, Instant at) {
        return query(id, "read the version of " + id.aggregateId() + " at " + at, VERSION_AT, statement -> {
            statement.setObject(1, at.atOffset(ZoneOffset.UTC));
            statement.setInt(2, id.partition());
            statement.setString(3, id.aggregateId());
            return number(statement);
        });
    }

    /** The newest snapshot of a stream at or below a version. */
    public Optional<StoredSnapshot> snapshot(StreamId id, long versionMax) {
        return query(id, "read a snapshot of " + id.aggregateId(), SNAPSHOT, statement -> {
            statement.setInt(1, id.partition());
            statement.setString(2, id.aggregateId());
            statement.setLong(3, versionMax);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(SnapshotRows.read(row, 0)) : Optional.empty();
            }
        });
    }

    /**
     * The events of a stream from one version on, at most {@code limit} of them; fewer where they are large, but at
     * least one where there is one.
     */
    public List<StoredEvent> events(StreamId id, long fromVersion, int limit) {
        return query(id, "read events of " + id.aggregateId(), EVENTS, statement -> {
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
        pools.forEach(HikariDataSource::close);
    }

    /** A connection to the database of a partition, from its pool. */
    Connection connection(int partition) throws SQLException {
        return pools.get(databaseOf.applyAsInt(partition)).getConnection();
    }

    private static long number(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private <T> T query(StreamId id, String what, String sql, Query<T> query) {
        try (Connection connection = connection(id.partition());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return query.on(statement);
        } catch (SQLTransientConnectionException e) {
            throw SqlFailure.noConnection(what, e);
        } catch (SQLException e) {
            throw SqlFailure.unchecked(what, e);
        }
    }
}
