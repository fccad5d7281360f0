package dev.foldline.command.store.postgres;

import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.LoadedStream;
import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.StoredEvent;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.postgres.rows.EventRows;
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

/** Loads streams: their events and their newest outcomes, two statements that go to the server and back together. */
final class StreamQueries {

    /**
     * Each stream is one descent of the primary key of its own child table: LATERAL with an ORDER BY keeps the planner
     * from joining any other way, and the others of the children are pruned as it runs.
     */
    static final String EVENTS = "SELECT wanted.n, e.* FROM unnest(?::smallint[], ?::text[])"
            + " WITH ORDINALITY AS wanted (partition, aggregate_id, n)"
            + " CROSS JOIN LATERAL (SELECT " + EventRows.COLUMNS + " FROM events"
            + " WHERE partition = wanted.partition AND aggregate_id = wanted.aggregate_id"
            + " ORDER BY aggregate_version) AS e";

    /** The older ids are looked at, in the index alone, only for a stream that has more than are returned. */
    static final String OUTCOMES = """
            SELECT wanted.n, newest.command_ids, newest.first_offset IS NOT NULL AND older.present, older.created_ms
            FROM unnest(?::smallint[], ?::text[]) WITH ORDINALITY AS wanted (partition, aggregate_id, n)
            CROSS JOIN LATERAL (
                SELECT array_agg(command_id ORDER BY command_offset) AS command_ids,
                       CASE WHEN count(*) = %1$d THEN min(command_offset) END AS first_offset
                FROM (SELECT command_id, command_offset
                      FROM command_outcomes
                      WHERE partition = wanted.partition AND aggregate_id = wanted.aggregate_id
                      ORDER BY command_offset DESC
                      LIMIT %1$d) AS last) AS newest
            CROSS JOIN LATERAL (
                SELECT count(*) > 0 AS present,
                       (extract(epoch FROM max(uuid_extract_timestamp(command_id))
                           FILTER (WHERE uuid_extract_version(command_id) = 7)) * 1000)::bigint AS created_ms
                FROM command_outcomes
                WHERE partition = wanted.partition AND aggregate_id = wanted.aggregate_id
                  AND command_offset < newest.first_offset) AS older
            WHERE newest.command_ids IS NOT NULL""".formatted(EventStore.LOADED_OUTCOMES_MAX);

    private StreamQueries() {}

    static Map<StreamId, LoadedStream> load(Connection connection, List<StreamId> ids) throws SQLException {
        List<List<StoredEvent>> events = new ArrayList<>(ids.size());
        List<Recent> recent = new ArrayList<>(ids.size());
        ids.forEach(_ -> {
            events.add(new ArrayList<>());
            recent.add(Recent.NONE);
        });
        try (PreparedStatement statement = connection.prepareStatement(EVENTS + "; " + OUTCOMES)) {
            for (int first = 1; first <= 3; first += 2) {
                statement.setArray(first, SqlArrays.smallints(connection, ids, StreamId::partition));
                statement.setArray(first + 1, SqlArrays.texts(connection, ids, StreamId::aggregateId));
            }
            statement.execute();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    events.get(rows.getInt(1) - 1).add(EventRows.read(rows, 1));
                }
            }
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    recent.set(rows.getInt(1) - 1, Recent.read(rows));
                }
            }
        }
        Map<StreamId, LoadedStream> loaded = HashMap.newHashMap(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            StreamId id = ids.get(i);
            loaded.put(id, recent.get(i).with(id, inOrder(id, events.get(i))));
        }
        return loaded;
    }

    /** They come in order already, but only the plan says so. */
    private static List<StoredEvent> inOrder(StreamId id, List<StoredEvent> events) {
        events.sort(Comparator.comparingLong(StoredEvent::aggregateVersion));
        for (int i = 0; i < events.size(); i++) {
            long version = events.get(i).aggregateVersion();
            if (version != i + 1) {
                throw new StoreCorruptException(
                        "partition " + id.partition() + ": stream " + id.aggregateId() + " has version " + version
                                + " where version " + (i + 1) + " is due; the partition stops",
                        null);
            }
        }
        return events;
    }

    /** What a stream's outcomes say. */
    private record Recent(List<UUID> commandIds, long olderCreatedMs) {

        static final Recent NONE = new Recent(List.of(), LoadedStream.NO_OLDER_OUTCOMES);

        static Recent read(ResultSet rows) throws SQLException {
            UUID[] commandIds = (UUID[]) rows.getArray(2).getArray();
            boolean hasOlder = rows.getBoolean(3);
            // Null where none of the older ones is a UUIDv7, which getLong turns into 0.
            long olderCreatedMs = hasOlder ? rows.getLong(4) : LoadedStream.NO_OLDER_OUTCOMES;
            return new Recent(List.of(commandIds), olderCreatedMs);
        }

        LoadedStream with(StreamId id, List<StoredEvent> events) {
            return new LoadedStream(id, events, commandIds, olderCreatedMs);
        }
    }
}
