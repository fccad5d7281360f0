package dev.foldline.command.view;

import dev.foldline.command.store.EventStore.SnapshotUse;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.StreamSink;
import dev.foldline.command.store.entry.ViewRow;
import dev.foldline.command.store.entry.ViewTable;
import dev.foldline.command.store.postgres.rows.StreamQueries;
import dev.foldline.command.store.postgres.rows.ViewTables;
import dev.foldline.command.store.postgres.session.PostgresSession;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds the tables of inline views of one database, some streams at a time, while their owners continue to write.
 * Not thread-safe.
 *
 * <p>The row of {@code pipeline_metadata} under {@code inline-view.NAME} is the version of the view that its table was
 * built by; a rebuild sets it when it is done, so one that was stopped in the middle is begun again. The view's table
 * has its aggregate ids in collation C, as all tables have.
 *
 * <p>Every method may throw {@link dev.foldline.command.store.StoreUnavailableException}: the database did not answer,
 * or not in time; what was done before stays done.
 */
public final class PostgresViewRebuild implements AutoCloseable {

    /** What a chunk is turned into: a sink for its streams' events, and afterwards their rows. */
    interface Folding extends StreamSink, Supplier<List<ViewRow>> {}

    /** Streams of one chunk: while it is folded, the partition's owner cannot commit. */
    public static final int CHUNK_STREAMS_MAX = 200;

    private static final String METADATA_PREFIX = "inline-view.";

    /** The empty text is an aggregate id too, and the first of all. */
    private static final String FIRST_STREAMS = streamsWhere("aggregate_id >= ?");

    private static final String NEXT_STREAMS = streamsWhere("aggregate_id > ?");

    private final PostgresSession session;

    public PostgresViewRebuild(PostgresSettings settings) {
        session = new PostgresSession(settings);
    }

    /** Whether nobody else rebuilds this view in this database now; holds until {@link #built} or {@link #close}. */
    boolean tryLock(String view) {
        return session.run("lock the rebuild of " + view, connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT pg_try_advisory_lock(hashtext(?), hashtext(?))")) {
                statement.setString(1, METADATA_PREFIX);
                statement.setString(2, view);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() && row.getBoolean(1);
                }
            }
        });
    }

    /** Version of the view that its table was built by; empty where it never was. */
    OptionalInt builtVersion(String view) {
        return session.run("read the version of " + view, connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT value::int FROM pipeline_metadata WHERE key = ?")) {
                statement.setString(1, METADATA_PREFIX + view);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
                }
            }
        });
    }

    /** Says that the view's table is built by this version, and lets others rebuild it. */
    void built(String view, int version) {
        session.run("write the version of " + view, connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("INSERT INTO pipeline_metadata (key, value) VALUES (?, ?)"
                            + " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value;"
                            + " SELECT pg_advisory_unlock_all()")) {
                statement.setString(1, METADATA_PREFIX + view);
                statement.setString(2, Integer.toString(version));
                return statement.execute();
            }
        });
    }

    /**
     * Builds the rows of the next streams of a partition, in one transaction that keeps their owner from committing
     * meanwhile, and removes all other rows between the first and the last of them.
     *
     * @param after the last stream of the chunk before; null to begin
     * @return the last stream of this chunk; empty where it was the last
     */
    Optional<String> rebuildChunk(int partition, @Nullable String after, ViewTable table, Folding folding) {
        return session.run("rebuild " + table.name(), connection -> {
            connection.setAutoCommit(false);
            holdPartition(connection, partition);
            List<StreamId> streams = nextStreams(connection, partition, after);
            @Nullable String last = streams.isEmpty() ? null : streams.getLast().aggregateId();
            deleteRows(connection, table, partition, new Range(after, last));
            if (last != null) {
                StreamQueries.load(connection, streams, SnapshotUse.NONE, folding);
                ViewTables.upsert(connection, table, folding.get());
            }
            connection.commit();
            connection.setAutoCommit(true);
            return Optional.ofNullable(last);
        });
    }

    private static void holdPartition(Connection connection, int partition) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT FROM command_partitions WHERE partition = ? FOR SHARE")) {
            statement.setInt(1, partition);
            statement.executeQuery().close();
        }
    }

    private static List<StreamId> nextStreams(Connection connection, int partition, @Nullable String after)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(after == null ? FIRST_STREAMS : NEXT_STREAMS)) {
            statement.setInt(1, partition);
            statement.setString(2, after == null ? "" : after);
            List<StreamId> streams = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    streams.add(new StreamId(partition, rows.getString(1)));
                }
            }
            return streams;
        }
    }

    /** Aggregate ids after one and up to another, byte by byte; null where there is no such end. */
    private record Range(@Nullable String after, @Nullable String last) {}

    /** All rows between: also those of streams that have none by this fold, or that do not exist. */
    private static void deleteRows(Connection connection, ViewTable table, int partition, Range range)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM " + table.name()
                + " WHERE partition = ? AND (?::text IS NULL OR aggregate_id COLLATE \"C\" > ?)"
                + " AND (?::text IS NULL OR aggregate_id COLLATE \"C\" <= ?)")) {
            statement.setInt(1, partition);
            statement.setString(2, range.after());
            statement.setString(3, range.after());
            statement.setString(4, range.last());
            statement.setString(5, range.last());
            statement.executeUpdate();
        }
    }

    private static String streamsWhere(String condition) {
        return "SELECT DISTINCT aggregate_id FROM events WHERE partition = ? AND " + condition
                + " ORDER BY aggregate_id LIMIT " + CHUNK_STREAMS_MAX;
    }

    /** Closes the connection. */
    @Override
    public void close() {
        session.close();
    }
}
