package dev.foldline.command.store.postgres;

import dev.foldline.command.store.RepeatLookup;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.entry.StreamPlace;
import dev.foldline.command.store.postgres.rows.EventRows;
import dev.foldline.command.store.postgres.rows.OutcomeRows;
import dev.foldline.command.store.postgres.session.SqlArrays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.ToLongFunction;

/** Looks up what became of commands: in their events and in {@code command_outcomes}, both in one round trip. */
final class OutcomeQueries {

    private static final String WANTED = " FROM unnest(?::smallint[], ?::text[], ?::uuid[], ?::bigint[], ?::bigint[])"
            + " AS wanted (partition, aggregate_id, command_id, after, through)";

    /** No index has the command id: the events of the range are read, by their primary key. */
    static final String EVENTS = "SELECT e.*" + WANTED
            + " CROSS JOIN LATERAL (SELECT " + EventRows.COLUMNS + " FROM events"
            + " WHERE partition = wanted.partition AND aggregate_id = wanted.aggregate_id"
            + " AND aggregate_version > wanted.after AND aggregate_version <= wanted.through"
            + " AND causation_id = wanted.command_id"
            + " ORDER BY aggregate_version) AS e";

    static final String OUTCOMES = "SELECT o.*" + WANTED
            + " CROSS JOIN LATERAL (SELECT " + OutcomeRows.COLUMNS + " FROM command_outcomes"
            + " WHERE partition = wanted.partition AND aggregate_id = wanted.aggregate_id"
            + " AND command_offset > wanted.after AND command_offset <= wanted.through"
            + " AND command_id = wanted.command_id AND first_offset = command_offset"
            + " ORDER BY command_offset) AS o";

    private static final int PARAMETERS = 5;

    private record Found(StreamId stream, UUID commandId) {}

    private OutcomeQueries() {}

    static Map<StreamId, Map<UUID, CommandOutcome>> find(Connection connection, List<RepeatLookup> lookups)
            throws SQLException {
        Map<StreamId, Map<UUID, CommandOutcome>> found = new HashMap<>();
        lookups.forEach(lookup -> found.computeIfAbsent(lookup.stream(), _ -> new HashMap<>()));
        try (PreparedStatement statement = connection.prepareStatement(EVENTS + "; " + OUTCOMES)) {
            set(statement, 1, lookups, StreamPlace::version);
            set(statement, 1 + PARAMETERS, lookups, StreamPlace::offset);
            statement.execute();
            try (ResultSet rows = statement.getResultSet()) {
                readEvents(rows).forEach(outcome -> keep(found, outcome));
            }
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    keep(found, OutcomeRows.read(rows, 0));
                }
            }
        }
        return found;
    }

    static void set(
            PreparedStatement statement, int first, List<RepeatLookup> lookups, ToLongFunction<StreamPlace> bound)
            throws SQLException {
        Connection connection = statement.getConnection();
        statement.setArray(
                first, SqlArrays.smallints(connection, lookups, l -> l.stream().partition()));
        statement.setArray(
                first + 1, SqlArrays.texts(connection, lookups, l -> l.stream().aggregateId()));
        statement.setArray(first + 2, SqlArrays.uuids(connection, lookups, RepeatLookup::commandId));
        statement.setArray(
                first + 3,
                SqlArrays.bigints(
                        connection, lookups, l -> bound.applyAsLong(l.range().after())));
        statement.setArray(
                first + 4,
                SqlArrays.bigints(
                        connection, lookups, l -> bound.applyAsLong(l.range().through())));
    }

    /** Ranges of one command may overlap, so an event may come twice. */
    private static List<CommandOutcome> readEvents(ResultSet rows) throws SQLException {
        Map<Found, NavigableMap<Long, StoredEvent>> byCommand = new HashMap<>();
        while (rows.next()) {
            StoredEvent event = EventRows.read(rows, 0);
            StreamId stream = new StreamId(event.partition(), event.aggregateId());
            byCommand
                    .computeIfAbsent(new Found(stream, event.causationId()), _ -> new TreeMap<>())
                    .put(event.aggregateVersion(), event);
        }
        return byCommand.values().stream()
                .map(events -> CommandOutcome.ofEvents(List.copyOf(events.values())))
                .toList();
    }

    private static void keep(Map<StreamId, Map<UUID, CommandOutcome>> found, CommandOutcome outcome) {
        StreamId stream = new StreamId(outcome.partition(), outcome.aggregateId());
        Map<UUID, CommandOutcome> ofStream = found.get(stream);
        if (ofStream != null) {
            ofStream.merge(outcome.commandId(), outcome, CommandOutcome::standing);
        }
    }
}
