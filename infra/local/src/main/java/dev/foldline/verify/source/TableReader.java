package dev.foldline.verify.source;

import dev.foldline.schema.CommandStatus;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Reads the tables through one connection, which it closes. Not thread-safe; its iterators may be used in turns. */
public final class TableReader implements AutoCloseable {

    private static final int FETCH_ROWS = 4_000;

    private static final String EVENT_COLUMNS = """
            SELECT partition, position, aggregate_id, aggregate_type, aggregate_version, event_id, event_type,
                event_version, payload, occurred_at, correlation_id, causation_id, command_offset,
                metadata ->> 'actor', metadata ->> 'traceparent'
            FROM events
            """;

    private static final String EVENTS_BEYOND = """
            SELECT count(*) FROM events e
            WHERE e.partition = ? AND e.position >=
                (SELECT next_position FROM command_partitions c WHERE c.partition = ?)
            """;

    private static final String OUTCOMES = """
            SELECT partition, command_offset, command_id, aggregate_id, aggregate_type, status, code, message,
                expected_version, actual_version, aggregate_version, last_position, event_count, decided_at,
                first_offset
            FROM command_outcomes WHERE partition = ? AND command_offset < ? ORDER BY command_offset
            """;

    private static final String FIRST_OFFSETS = """
            SELECT first_offset FROM command_outcomes
            WHERE partition = ? AND command_offset < ? AND first_offset <> command_offset
            """;

    private final Connection connection;

    private TableReader(Connection connection) {
        this.connection = connection;
    }

    /**
     * Connects.
     *
     * @throws VerifyException if Postgres did not let us in
     */
    public static TableReader open(String jdbcUrl) {
        try {
            Connection connection = DriverManager.getConnection(jdbcUrl);
            // Without auto-commit the driver reads through cursors, a portion at a time.
            connection.setAutoCommit(false);
            return new TableReader(connection);
        } catch (SQLException e) {
            throw new VerifyException("Postgres did not answer at " + jdbcUrl + ": " + e.getMessage(), e);
        }
    }

    /** How far each partition has been decided, as of now. */
    public List<PartitionCursor> cursors() {
        Iterator<PartitionCursor> rows = query(
                "command_partitions",
                "SELECT partition, next_offset, next_position FROM command_partitions ORDER BY partition",
                row -> new PartitionCursor(row.getInt(1), row.getLong(2), row.getLong(3)));
        List<PartitionCursor> cursors = new ArrayList<>();
        rows.forEachRemaining(cursors::add);
        return cursors;
    }

    /** How many events of a partition lie at or beyond the next position, in one snapshot. */
    public long eventsBeyondNextPosition(int partition) {
        return query("events", EVENTS_BEYOND, row -> row.getLong(1), partition, partition)
                .next();
    }

    /** Events of a partition below its next position, in order of position. */
    public Iterator<EventRow> events(PartitionCursor until) {
        return query(
                "events",
                EVENT_COLUMNS + "WHERE partition = ? AND position < ? ORDER BY position",
                TableReader::event,
                until.partition(),
                until.nextPosition());
    }

    /**
     * Events of one stream from version 1 on.
     *
     * <p>Its partition is where Kafka's default partitioner puts its key, so one child table is read, by its primary
     * key.
     */
    public Iterator<EventRow> stream(String aggregateId, long limit) {
        int partitions = cursors().size();
        if (partitions == 0) {
            throw new VerifyException("the table command_partitions is empty: the pipeline has not been set up", null);
        }
        byte[] key = aggregateId.getBytes(StandardCharsets.UTF_8);
        int partition = Utils.toPositive(Utils.murmur2(key)) % partitions;
        return query(
                "events",
                EVENT_COLUMNS + "WHERE partition = ? AND aggregate_id = ? ORDER BY aggregate_version LIMIT ?",
                TableReader::event,
                partition,
                aggregateId,
                limit);
    }

    /** Outcomes of a partition below its next offset, in order of command offset. */
    public Iterator<OutcomeRow> outcomes(PartitionCursor until) {
        return query("command_outcomes", OUTCOMES, TableReader::outcome, until.partition(), until.nextOffset());
    }

    /** Offsets of the commands that were sent again later. */
    public Set<Long> repeatedOffsets(PartitionCursor until) {
        Set<Long> offsets = new HashSet<>();
        query("command_outcomes", FIRST_OFFSETS, row -> row.getLong(1), until.partition(), until.nextOffset())
                .forEachRemaining(offsets::add);
        return offsets;
    }

    /** Dead letters of a partition below its next offset, in order of command offset. */
    public Iterator<DeadLetterRow> deadLetters(PartitionCursor until) {
        return query(
                "dead_letters",
                """
                SELECT partition, command_offset, key, value FROM dead_letters
                WHERE partition = ? AND command_offset < ? ORDER BY command_offset""",
                row -> new DeadLetterRow(row.getInt(1), row.getLong(2), row.getBytes(3), row.getBytes(4)),
                until.partition(),
                until.nextOffset());
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new VerifyException("Postgres connection could not be closed: " + e.getMessage(), e);
        }
    }

    private <T> Iterator<T> query(String table, String sql, RowCursor.RowMapper<T> mapper, Object... arguments) {
        try {
            PreparedStatement statement = connection.prepareStatement(sql);
            statement.setFetchSize(FETCH_ROWS);
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            return new RowCursor<>(table, statement, mapper);
        } catch (SQLException e) {
            throw new VerifyException("Postgres did not read " + table + ": " + e.getMessage(), e);
        }
    }

    private static EventRow event(ResultSet row) throws SQLException {
        return new EventRow(
                row.getInt(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getObject(6, UUID.class),
                row.getString(7),
                row.getInt(8),
                row.getBytes(9),
                instant(row, 10),
                row.getObject(11, UUID.class),
                row.getObject(12, UUID.class),
                row.getLong(13),
                row.getString(14),
                row.getString(15));
    }

    private static OutcomeRow outcome(ResultSet row) throws SQLException {
        return new OutcomeRow(
                row.getInt(1),
                row.getLong(2),
                row.getObject(3, UUID.class),
                row.getString(4),
                row.getString(5),
                CommandStatus.valueOf(row.getString(6)),
                row.getString(7),
                row.getString(8),
                nullableLong(row, 9),
                nullableLong(row, 10),
                row.getLong(11),
                row.getLong(12),
                row.getInt(13),
                instant(row, 14),
                row.getLong(15));
    }

    private static @Nullable Long nullableLong(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
