package dev.foldline.command.store.postgres;

import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.postgres.rows.EventRows;
import dev.foldline.command.store.postgres.rows.OutcomeRows;
import dev.foldline.command.store.postgres.session.SqlArrays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Looks up what became of commands: in their events and in {@code command_outcomes}, both in one round trip. */
final class OutcomeQueries {

    private static final String WANTED =
            " FROM unnest(?::smallint[], ?::text[], ?::uuid[]) AS wanted (partition, aggregate_id, command_id)";

    /** No index has the command id: a stream is read from its first event to its last. */
    private static final String EVENTS = "SELECT e.*" + WANTED
            + " CROSS JOIN LATERAL (SELECT " + EventRows.COLUMNS + " FROM events"
            + " WHERE partition = wanted.partition AND aggregate_id = wanted.aggregate_id"
            + " AND causation_id = wanted.command_id"
            + " ORDER BY aggregate_version) AS e";

    private static final String OUTCOMES = "SELECT o.*" + WANTED
            + " CROSS JOIN LATERAL (SELECT " + OutcomeRows.COLUMNS + " FROM command_outcomes"
            + " WHERE partition = wanted.partition AND aggregate_id = wanted.aggregate_id"
            + " AND command_id = wanted.command_id AND first_offset = command_offset"
            + " ORDER BY command_offset) AS o";

    private record Wanted(StreamId stream, UUID commandId) {}

    private OutcomeQueries() {}

    static Map<StreamId, Map<UUID, CommandOutcome>> find(Connection connection, Map<StreamId, List<UUID>> commandIds)
            throws SQLException {
        List<Wanted> wanted = new ArrayList<>();
        Map<StreamId, Map<UUID, CommandOutcome>> found = HashMap.newHashMap(commandIds.size());
        commandIds.forEach((stream, ids) -> {
            found.put(stream, new HashMap<>());
            ids.stream().distinct().forEach(id -> wanted.add(new Wanted(stream, id)));
        });
        try (PreparedStatement statement = connection.prepareStatement(EVENTS + "; " + OUTCOMES)) {
            for (int first = 1; first <= 4; first += 3) {
                statement.setArray(
                        first,
                        SqlArrays.smallints(connection, wanted, w -> w.stream().partition()));
                statement.setArray(
                        first + 1,
                        SqlArrays.texts(connection, wanted, w -> w.stream().aggregateId()));
                statement.setArray(first + 2, SqlArrays.uuids(connection, wanted, Wanted::commandId));
            }
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

    private static List<CommandOutcome> readEvents(ResultSet rows) throws SQLException {
        Map<Wanted, List<StoredEvent>> byCommand = new HashMap<>();
        while (rows.next()) {
            StoredEvent event = EventRows.read(rows, 0);
            StreamId stream = new StreamId(event.partition(), event.aggregateId());
            byCommand
                    .computeIfAbsent(new Wanted(stream, event.causationId()), _ -> new ArrayList<>())
                    .add(event);
        }
        return byCommand.values().stream()
                .peek(events -> events.sort(Comparator.comparingLong(StoredEvent::aggregateVersion)))
                .map(CommandOutcome::ofEvents)
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
