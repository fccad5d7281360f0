package dev.foldline.command.store.postgres.rows;

import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.AnsweredCommands;
import dev.foldline.command.store.entry.AnsweredCommands.Answer;
import dev.foldline.command.store.entry.CommandFilter;
import dev.foldline.command.store.entry.CommandRange;
import dev.foldline.command.store.entry.StreamPlace;
import dev.foldline.command.store.postgres.session.SqlArrays;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code command_filters}, and the ids of commands that its rows are made from. */
public final class FilterQueries {

    /** Before the first row of every stream. */
    private static final StreamPlace BEFORE_ALL = new StreamPlace(-1, -1);

    private static final String WANTED =
            " FROM unnest(?::smallint[], ?::text[], ?::bigint[], ?::bigint[]) WITH ORDINALITY"
                    + " AS wanted (partition, aggregate_id, version, command_offset, n)";

    private static final int PARAMETERS = 4;

    static final String FILTERS = "SELECT wanted.n, f.*" + WANTED
            + " CROSS JOIN LATERAL (SELECT from_version, from_offset, to_version, to_offset, latest_created_ms, hashes"
            + " FROM command_filters"
            + " WHERE partition = wanted.partition AND aggregate_id = wanted.aggregate_id"
            + " AND (from_version, from_offset) > (wanted.version, wanted.command_offset)"
            + " ORDER BY from_version, from_offset LIMIT ?) AS f ORDER BY wanted.n, f.from_version, f.from_offset";

    static final String OF_EVENTS = "SELECT wanted.n, e.causation_id, e.aggregate_version" + WANTED
            + " CROSS JOIN LATERAL (SELECT causation_id, aggregate_version FROM events"
            + " WHERE partition = wanted.partition AND aggregate_id = wanted.aggregate_id"
            + " AND aggregate_version > wanted.version"
            + " ORDER BY aggregate_version LIMIT ?) AS e ORDER BY wanted.n, e.aggregate_version";

    static final String OF_OUTCOMES = "SELECT wanted.n, o.command_id, o.command_offset" + WANTED
            + " CROSS JOIN LATERAL (SELECT command_id, command_offset FROM command_outcomes"
            + " WHERE partition = wanted.partition AND aggregate_id = wanted.aggregate_id"
            + " AND command_offset > wanted.command_offset"
            + " ORDER BY command_offset LIMIT ?) AS o ORDER BY wanted.n, o.command_offset";

    /** Its commit is not waited for: rows that a crash loses are made again. */
    private static final String INSERT = "WITH relaxed AS MATERIALIZED"
            + " (SELECT set_config('synchronous_commit', 'off', true))"
            + " INSERT INTO command_filters"
            + " SELECT f.* FROM relaxed, unnest(?::smallint[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[],"
            + " ?::bigint[], ?::bigint[], ?::bytea[]) AS f"
            + " ON CONFLICT (partition, aggregate_id, from_version, from_offset) DO UPDATE SET"
            + " to_version = EXCLUDED.to_version, to_offset = EXCLUDED.to_offset,"
            + " latest_created_ms = EXCLUDED.latest_created_ms, hashes = EXCLUDED.hashes";

    private FilterQueries() {}

    /** As {@link dev.foldline.command.store.EventStore#filters} says. */
    public static Map<StreamId, List<CommandFilter>> read(
            Connection connection, Map<StreamId, @Nullable StreamPlace> after, int max) throws SQLException {
        List<StreamId> ids = List.copyOf(after.keySet());
        Map<StreamId, StreamPlace> from = HashMap.newHashMap(after.size());
        after.forEach((id, place) -> from.put(id, place == null ? BEFORE_ALL : place));
        Map<StreamId, List<CommandFilter>> filters = HashMap.newHashMap(ids.size());
        ids.forEach(id -> filters.put(id, new ArrayList<>()));
        try (PreparedStatement statement = connection.prepareStatement(FILTERS)) {
            set(statement, 1, ids, from, max);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    StreamId id = ids.get(rows.getInt(1) - 1);
                    filters.computeIfAbsent(id, _ -> new ArrayList<>()).add(filter(id, rows));
                }
            }
        }
        return filters;
    }

    /** As {@link dev.foldline.command.store.EventStore#answered} says. */
    public static Map<StreamId, AnsweredCommands> answered(
            Connection connection, Map<StreamId, StreamPlace> after, int max) throws SQLException {
        List<StreamId> ids = List.copyOf(after.keySet());
        List<AnsweredCommands> answered = new ArrayList<>(ids.size());
        ids.forEach(_ -> answered.add(new AnsweredCommands(new ArrayList<>(), new ArrayList<>())));
        try (PreparedStatement statement = connection.prepareStatement(OF_EVENTS + "; " + OF_OUTCOMES)) {
            set(statement, 1, ids, after, max);
            set(statement, 1 + PARAMETERS + 1, ids, after, max);
            statement.execute();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    answered.get(rows.getInt(1) - 1).ofEvents().add(answer(rows));
                }
            }
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    answered.get(rows.getInt(1) - 1).ofOutcomes().add(answer(rows));
                }
            }
        }
        Map<StreamId, AnsweredCommands> byStream = HashMap.newHashMap(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            byStream.put(ids.get(i), answered.get(i));
        }
        return byStream;
    }

    public static void write(Connection connection, List<CommandFilter> filters) throws SQLException {
        if (filters.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setArray(1, SqlArrays.smallints(connection, filters, CommandFilter::partition));
            insert.setArray(2, SqlArrays.texts(connection, filters, CommandFilter::aggregateId));
            insert.setArray(
                    3,
                    SqlArrays.bigints(
                            connection, filters, f -> f.range().after().version()));
            insert.setArray(
                    4,
                    SqlArrays.bigints(
                            connection, filters, f -> f.range().after().offset()));
            insert.setArray(
                    5,
                    SqlArrays.bigints(
                            connection, filters, f -> f.range().through().version()));
            insert.setArray(
                    6,
                    SqlArrays.bigints(
                            connection, filters, f -> f.range().through().offset()));
            insert.setArray(7, SqlArrays.bigints(connection, filters, CommandFilter::latestCreatedMs));
            insert.setArray(
                    8,
                    connection.createArrayOf(
                            "bytea",
                            filters.stream().map(f -> bytes(f.hashes())).toArray(byte[][]::new)));
            insert.executeUpdate();
        }
    }

    static void set(
            PreparedStatement statement, int first, List<StreamId> ids, Map<StreamId, StreamPlace> after, int max)
            throws SQLException {
        Connection connection = statement.getConnection();
        List<StreamPlace> places =
                ids.stream().map(id -> after.getOrDefault(id, BEFORE_ALL)).toList();
        statement.setArray(first, SqlArrays.smallints(connection, ids, StreamId::partition));
        statement.setArray(first + 1, SqlArrays.texts(connection, ids, StreamId::aggregateId));
        statement.setArray(first + 2, SqlArrays.bigints(connection, places, StreamPlace::version));
        statement.setArray(first + 3, SqlArrays.bigints(connection, places, StreamPlace::offset));
        statement.setInt(first + PARAMETERS, max);
    }

    private static Answer answer(ResultSet rows) throws SQLException {
        return new Answer(rows.getObject(2, UUID.class), rows.getLong(3));
    }

    private static CommandFilter filter(StreamId id, ResultSet rows) throws SQLException {
        CommandRange range = new CommandRange(
                new StreamPlace(rows.getLong(2), rows.getLong(3)), new StreamPlace(rows.getLong(4), rows.getLong(5)));
        return new CommandFilter(id.partition(), id.aggregateId(), range, rows.getLong(6), ints(rows.getBytes(7)));
    }

    private static byte[] bytes(int[] hashes) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * hashes.length);
        bytes.asIntBuffer().put(hashes);
        return bytes.array();
    }

    private static int[] ints(byte[] bytes) {
        int[] hashes = new int[bytes.length / Integer.BYTES];
        ByteBuffer.wrap(bytes).asIntBuffer().get(hashes);
        return hashes;
    }
}
