package dev.foldline.verify.source;

import dev.foldline.schema.CommandStatus;
import dev.foldline.serde.pin.SchemaPin;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tables through one connection to each database, which it closes. Not thread-safe; its iterators may be used
 * in turns.
 *
 * <p>Every database has every table; a partition's rows are in the one where it was acquired.
 */
public final class TableReader implements AutoCloseable {

    private static final int FETCH_ROWS = 4_000;

    private static final String EVENT_COLUMNS = """
            SELECT partition, position, aggregate_id, aggregate_type, aggregate_version, event_id, event_type,
                event_version, payload, occurred_at, correlation_id, causation_id, command_offset,
                metadata ->> 'actor', metadata ->> 'traceparent', metadata ->> 'process',
                (metadata ->> 'part')::integer, (metadata ->> 'parts')::integer
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
                first_offset, parts
            FROM command_outcomes WHERE partition = ? AND command_offset < ? ORDER BY command_offset
            """;

    private static final String FIRST_OFFSETS = """
            SELECT first_offset FROM command_outcomes
            WHERE partition = ? AND command_offset < ? AND first_offset <> command_offset
            """;

    /** A command without a usable key has no stream that could remember it. */
    private static final String DECIDED_AGAIN = """
            SELECT command_id FROM (
                SELECT aggregate_id, causation_id AS command_id, command_offset FROM events
                WHERE partition = ? AND position < ?
                UNION
                SELECT aggregate_id, command_id, command_offset FROM command_outcomes
                WHERE partition = ? AND command_offset < ? AND first_offset = command_offset AND aggregate_id <> ''
            ) AS decisions
            GROUP BY aggregate_id, command_id HAVING count(*) > 1
            """;

    private static final String ORDER_SUMMARIES = """
            SELECT aggregate_id, aggregate_version, customer_id, status, total_minor, currency, item_count,
                payment_method, cancel_reason, created_at, updated_at
            FROM order_summary WHERE partition = ?
            """;

    private static final String SUMMARIES_WITHOUT_EVENTS = """
            SELECT count(*) FROM order_summary s
            WHERE s.partition = ? AND NOT EXISTS (
                SELECT FROM events e
                WHERE e.partition = s.partition AND e.aggregate_id = s.aggregate_id
                  AND e.aggregate_version = s.aggregate_version)
            """;

    private static final String CURSORS =
            "SELECT partition, next_offset, next_position, epoch FROM command_partitions ORDER BY partition";

    private record Acquired(PartitionCursor cursor, long epoch) {}

    private final Map<String, Connection> connections;

    /** Key into {@link #connections} of the database that has a partition, as far as the cursors have been read. */
    private final Map<Integer, String> holders = new HashMap<>();

    private TableReader(Map<String, Connection> connections) {
        this.connections = connections;
    }

    /**
     * Connects.
     *
     * @param jdbcUrl of one database, or of several with spaces between
     * @throws VerifyException if Postgres did not let us in
     */
    public static TableReader open(String jdbcUrl) {
        TableReader reader = new TableReader(new LinkedHashMap<>());
        try {
            for (String url : jdbcUrl.strip().split("\\s+", -1)) {
                reader.connections.put(url, connect(url));
            }
            return reader;
        } catch (VerifyException e) {
            reader.close();
            throw e;
        }
    }

    /** A URL as a message may show it: without its parameters, one of which may be a password. */
    public static String shown(String url) {
        return url.replaceFirst("\\?.*", "");
    }

    private static Connection connect(String url) {
        try {
            Connection connection = DriverManager.getConnection(url);
            // Without auto-commit the driver reads through cursors, a portion at a time.
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw new VerifyException("Postgres did not answer at " + shown(url) + ": " + e.getMessage(), e);
        }
    }

    /**
     * How far each partition has been decided, as of now.
     *
     * @throws VerifyException if a partition was acquired in two databases
     */
    public List<PartitionCursor> cursors() {
        Map<Integer, Acquired> found = new TreeMap<>();
        connections.forEach((url, connection) -> query(
                        connection,
                        "command_partitions",
                        CURSORS,
                        row -> new Acquired(
                                new PartitionCursor(row.getInt(1), row.getLong(2), row.getLong(3)), row.getLong(4)))
                .forEachRemaining(row -> put(found, row, url)));
        return found.values().stream().map(Acquired::cursor).toList();
    }

    /**
     * URL of the database that has each partition.
     *
     * @throws VerifyException if a partition was acquired in two databases
     */
    public Map<Integer, String> holders() {
        cursors();
        return new TreeMap<>(holders);
    }

    private void put(Map<Integer, Acquired> found, Acquired row, String url) {
        int partition = row.cursor().partition();
        Acquired other = found.get(partition);
        if (other != null && other.epoch() > 0 && row.epoch() > 0) {
            throw new VerifyException(
                    "partition " + partition + " was acquired both in " + shown(holders.getOrDefault(partition, ""))
                            + " and in "
                            + shown(url)
                            + ": its rows are in one of them, so command.jdbc.url.by.partition was changed",
                    null);
        }
        if (other == null || row.epoch() > 0) {
            found.put(partition, row);
            holders.put(partition, url);
        }
    }

    /** How many events of a partition lie at or beyond the next position, in one snapshot. */
    public long eventsBeyondNextPosition(int partition) {
        return query(holder(partition), "events", EVENTS_BEYOND, row -> row.getLong(1), partition, partition)
                .next();
    }

    /** Events of a partition below its next position, in order of position. */
    public Iterator<EventRow> events(PartitionCursor until) {
        return query(
                holder(until.partition()),
                "events",
                EVENT_COLUMNS + "WHERE partition = ? AND position < ? ORDER BY position",
                TableReader::event,
                until.partition(),
                until.nextPosition());
    }

    /** Events of one stream from version 1 on, read from the partition of its key alone, by the primary key. */
    public Iterator<EventRow> stream(String aggregateId, long limit) {
        int partition = partitioning().partitionOf(aggregateId);
        return query(
                holder(partition),
                "events",
                EVENT_COLUMNS + "WHERE partition = ? AND aggregate_id = ? ORDER BY aggregate_version LIMIT ?",
                TableReader::event,
                partition,
                aggregateId,
                limit);
    }

    /**
     * Where the key of a stream belongs.
     *
     * @throws VerifyException if the pipeline has not been set up
     */
    public Partitioning partitioning() {
        return PipelineRows.partitioning(connections.values(), cursors().size());
    }

    /** Streams that lie in a wrong partition and have been made good, as partition/aggregate id. */
    public Set<String> acknowledgedStreams() {
        return PipelineRows.acknowledgedStreams(connections.values());
    }

    /** What schema ids were first used with, by id; none where the tables are those of an older build. */
    public Map<Integer, SchemaPin> schemaPins() {
        return PipelineRows.schemaPins(connections.values());
    }

    /** Outcomes of a partition below its next offset, in order of command offset. */
    public Iterator<OutcomeRow> outcomes(PartitionCursor until) {
        return query(
                holder(until.partition()),
                "command_outcomes",
                OUTCOMES,
                TableReader::outcome,
                until.partition(),
                until.nextOffset());
    }

    /** Offsets of the commands that were sent again later. */
    public Set<Long> repeatedOffsets(PartitionCursor until) {
        Set<Long> offsets = new HashSet<>();
        query(
                        holder(until.partition()),
                        "command_outcomes",
                        FIRST_OFFSETS,
                        row -> row.getLong(1),
                        until.partition(),
                        until.nextOffset())
                .forEachRemaining(offsets::add);
        return offsets;
    }

    /** Ids of the commands that were decided more than once for the same stream. */
    public Set<UUID> decidedAgain(PartitionCursor until) {
        Set<UUID> ids = new HashSet<>();
        query(
                        holder(until.partition()),
                        "events and command_outcomes",
                        DECIDED_AGAIN,
                        row -> row.getObject(1, UUID.class),
                        until.partition(),
                        until.nextPosition(),
                        until.partition(),
                        until.nextOffset())
                .forEachRemaining(ids::add);
        return ids;
    }

    /** Rows of {@code order_summary} of a partition, by order. */
    public Map<String, OrderSummaryRow> orderSummaries(int partition) {
        Map<String, OrderSummaryRow> rows = new HashMap<>();
        query(
                        holder(partition),
                        "order_summary",
                        ORDER_SUMMARIES,
                        row -> Map.entry(row.getString(1), orderSummary(row)),
                        partition)
                .forEachRemaining(row -> rows.put(row.getKey(), row.getValue()));
        return rows;
    }

    /** How many rows of {@code order_summary} show a version that their order does not have. */
    public long orderSummariesWithoutEvents(int partition) {
        return query(holder(partition), "order_summary", SUMMARIES_WITHOUT_EVENTS, row -> row.getLong(1), partition)
                .next();
    }

    /** Dead letters of a partition below its next offset, in order of command offset. */
    public Iterator<DeadLetterRow> deadLetters(PartitionCursor until) {
        return query(
                holder(until.partition()),
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
        connections.forEach((url, connection) -> {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new VerifyException("connection to " + shown(url) + " could not be closed: " + e.getMessage(), e);
            }
        });
    }

    /** Where a partition's rows are; the cursors have been read before. */
    private Connection holder(int partition) {
        Connection connection = connections.get(holders.getOrDefault(partition, ""));
        if (connection == null) {
            throw new VerifyException("the table command_partitions has no partition " + partition, null);
        }
        return connection;
    }

    static <T> Iterator<T> query(
            Connection connection, String table, String sql, RowCursor.RowMapper<T> mapper, Object... arguments) {
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
                row.getString(15),
                row.getString(16),
                row.getInt(17),
                row.getInt(18));
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
                row.getLong(15),
                PartsColumn.read(row.getString(16)));
    }

    private static OrderSummaryRow orderSummary(ResultSet row) throws SQLException {
        return new OrderSummaryRow(
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getString(6),
                row.getInt(7),
                row.getString(8),
                row.getString(9),
                instant(row, 10),
                instant(row, 11));
    }

    private static @Nullable Long nullableLong(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
