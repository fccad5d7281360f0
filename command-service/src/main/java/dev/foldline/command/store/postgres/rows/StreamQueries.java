package dev.foldline.command.store.postgres.rows;

import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.EventStore.SnapshotUse;
import dev.foldline.command.store.LoadedOutcomes;
import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.StreamSink;
import dev.foldline.command.store.entry.StreamEvent;
import dev.foldline.command.store.postgres.session.SqlArrays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * Loads streams: their newest snapshots, their events and their newest outcomes, three statements that go to the server
 * and come back together. A stream that is longer than a page is read on by itself.
 */
public final class StreamQueries {

    /** Streams asked for at a time: with {@link #FIRST_PAGE_EVENTS} it bounds what one answer can take in memory. */
    static final int STREAMS_PER_TRIP_MAX = 1_000;

    /** Events of each stream that come at once; a little more than there are from one snapshot to the next. */
    static final int FIRST_PAGE_EVENTS = 128;

    /** Events of a long stream that are read on at a time. */
    static final int PAGE_EVENTS = 2_000;

    private static final String WANTED =
            " FROM unnest(?::smallint[], ?::text[]) WITH ORDINALITY AS wanted (partition, aggregate_id, n)";

    private static final String SNAPSHOTS = "SELECT wanted.n, s.*" + WANTED
            + " CROSS JOIN LATERAL (SELECT " + SnapshotRows.COLUMNS + " FROM snapshots"
            + " WHERE partition = wanted.partition AND aggregate_id = wanted.aggregate_id"
            + " ORDER BY aggregate_version DESC LIMIT 1) AS s";

    /**
     * Each stream is one descent of the primary key of its own child table: LATERAL with an ORDER BY keeps the planner
     * from joining any other way, and the others of the children are pruned as it runs.
     */
    private static final String EVENTS_FROM = " CROSS JOIN LATERAL (SELECT " + StreamEventRows.COLUMNS + " FROM events"
            + " WHERE partition = wanted.partition AND aggregate_id = wanted.aggregate_id"
            + " AND aggregate_version >= %s ORDER BY aggregate_version LIMIT " + FIRST_PAGE_EVENTS + ") AS e";

    static final String EVENTS_FROM_FIRST = "SELECT wanted.n, e.*" + WANTED + EVENTS_FROM.formatted("1");

    /** The event of the snapshot's own version comes too: it shows that the stream has come that far. */
    static final String EVENTS_FROM_SNAPSHOT = "SELECT wanted.n, e.*" + WANTED
            + " LEFT JOIN LATERAL (SELECT aggregate_version FROM snapshots"
            + " WHERE partition = wanted.partition AND aggregate_id = wanted.aggregate_id"
            + " ORDER BY aggregate_version DESC LIMIT 1) AS s ON true"
            + EVENTS_FROM.formatted("coalesce(s.aggregate_version, 1)");

    static final String NEXT_EVENTS = "SELECT " + StreamEventRows.COLUMNS + " FROM events"
            + " WHERE partition = ? AND aggregate_id = ? AND aggregate_version > ?"
            + " ORDER BY aggregate_version LIMIT " + PAGE_EVENTS;

    /** A snapshot tells of all commands up to the one that left its last event. */
    private static final String OLDER_FROM_SNAPSHOT = """
            CASE WHEN newest.first_offset IS NULL THEN NULL ELSE coalesce((
                SELECT e.command_offset
                FROM (SELECT aggregate_version FROM snapshots
                      WHERE partition = wanted.partition AND aggregate_id = wanted.aggregate_id
                      ORDER BY aggregate_version DESC LIMIT 1) AS s
                JOIN events AS e ON e.partition = wanted.partition AND e.aggregate_id = wanted.aggregate_id
                    AND e.aggregate_version = s.aggregate_version), -1) END""";

    static final String OUTCOMES_FROM_FIRST = outcomes("-1");
    static final String OUTCOMES_FROM_SNAPSHOT = outcomes(OLDER_FROM_SNAPSHOT);

    private static final String FROM_SNAPSHOTS =
            EVENTS_FROM_SNAPSHOT + "; " + OUTCOMES_FROM_SNAPSHOT + "; " + SNAPSHOTS;
    private static final String FROM_FIRST = EVENTS_FROM_FIRST + "; " + OUTCOMES_FROM_FIRST;

    private final Connection connection;
    private final List<StreamId> ids;
    private final StreamSink sink;

    private StreamQueries(Connection connection, List<StreamId> ids, StreamSink sink) {
        this.connection = connection;
        this.ids = ids;
        this.sink = sink;
    }

    public static void load(Connection connection, List<StreamId> ids, SnapshotUse use, StreamSink sink)
            throws SQLException {
        for (int from = 0; from < ids.size(); from += STREAMS_PER_TRIP_MAX) {
            List<StreamId> some = ids.subList(from, Math.min(ids.size(), from + STREAMS_PER_TRIP_MAX));
            new StreamQueries(connection, some, sink).load(use);
        }
    }

    private void load(SnapshotUse use) throws SQLException {
        List<List<StreamEvent>> firstPages = new ArrayList<>(ids.size());
        ids.forEach(_ -> firstPages.add(new ArrayList<>()));
        int statements = use == SnapshotUse.NEWEST ? 3 : 2;
        try (PreparedStatement statement =
                connection.prepareStatement(use == SnapshotUse.NEWEST ? FROM_SNAPSHOTS : FROM_FIRST)) {
            for (int first = 1; first < 2 * statements; first += 2) {
                statement.setArray(first, SqlArrays.smallints(connection, ids, StreamId::partition));
                statement.setArray(first + 1, SqlArrays.texts(connection, ids, StreamId::aggregateId));
            }
            statement.execute();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    int n = rows.getInt(1) - 1;
                    firstPages.get(n).add(StreamEventRows.read(ids.get(n).aggregateId(), rows, 1));
                }
            }
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    sink.outcomes(ids.get(rows.getInt(1) - 1), outcomes(rows));
                }
            }
            if (use == SnapshotUse.NEWEST) {
                statement.getMoreResults();
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        sink.snapshot(ids.get(rows.getInt(1) - 1), SnapshotRows.read(rows, 1));
                    }
                }
            }
        }
        for (int i = 0; i < ids.size(); i++) {
            // They come in order already, but only the plan says so.
            firstPages.get(i).sort(Comparator.comparingLong(StreamEvent::version));
            give(ids.get(i), firstPages.get(i), use);
        }
    }

    private void give(StreamId id, List<StreamEvent> firstPage, SnapshotUse use) throws SQLException {
        if (firstPage.isEmpty()) {
            return;
        }
        long due = use == SnapshotUse.NEWEST ? firstPage.getFirst().version() : 1;
        due = give(id, firstPage, due);
        int got = firstPage.size();
        for (int page = FIRST_PAGE_EVENTS; got == page; page = PAGE_EVENTS) {
            List<StreamEvent> next = nextPage(id, due - 1);
            due = give(id, next, due);
            got = next.size();
        }
    }

    /** Gives the version that is due after these. */
    private long give(StreamId id, List<StreamEvent> events, long firstDue) {
        long due = firstDue;
        for (StreamEvent event : events) {
            if (event.version() != due) {
                throw new StoreCorruptException(
                        "partition " + id.partition() + ": stream " + id.aggregateId() + " has version "
                                + event.version() + " where version " + due
                                + " is due; the partition stops",
                        null);
            }
            sink.event(id, event);
            due++;
        }
        return due;
    }

    private List<StreamEvent> nextPage(StreamId id, long afterVersion) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEXT_EVENTS)) {
            statement.setInt(1, id.partition());
            statement.setString(2, id.aggregateId());
            statement.setLong(3, afterVersion);
            List<StreamEvent> page = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    page.add(StreamEventRows.read(id.aggregateId(), rows, 0));
                }
            }
            return page;
        }
    }

    /**
     * The older ids are looked at, in the index alone, only for a stream that has more than are returned, and never
     * more than so many of them.
     *
     * @param olderAfter offset that they are behind
     */
    private static String outcomes(String olderAfter) {
        int newest = EventStore.LOADED_OUTCOMES_MAX;
        int older = EventStore.OLDER_OUTCOMES_MAX;
        return """
                SELECT wanted.n, newest.command_ids, older.looked_at, older.created_ms
                %2$s
                CROSS JOIN LATERAL (
                    SELECT array_agg(command_id ORDER BY command_offset) AS command_ids,
                           CASE WHEN count(*) = %1$d THEN min(command_offset) END AS first_offset
                    FROM (SELECT command_id, command_offset
                          FROM command_outcomes
                          WHERE partition = wanted.partition AND aggregate_id = wanted.aggregate_id
                          ORDER BY command_offset DESC
                          LIMIT %1$d) AS last) AS newest
                CROSS JOIN LATERAL (
                    SELECT count(*) AS looked_at,
                           (extract(epoch FROM max(uuid_extract_timestamp(command_id))
                               FILTER (WHERE uuid_extract_version(command_id) = 7)) * 1000)::bigint AS created_ms
                    FROM (SELECT command_id
                          FROM command_outcomes
                          WHERE partition = wanted.partition AND aggregate_id = wanted.aggregate_id
                            AND command_offset < newest.first_offset
                            AND command_offset > %4$s
                          ORDER BY command_offset DESC
                          LIMIT %3$d) AS before) AS older
                WHERE newest.command_ids IS NOT NULL""".formatted(newest, WANTED, older, olderAfter);
    }

    private static LoadedOutcomes outcomes(ResultSet rows) throws SQLException {
        UUID[] commandIds = (UUID[]) rows.getArray(2).getArray();
        long lookedAt = rows.getLong(3);
        // Null where none of the older ones is a UUIDv7, which getLong turns into 0.
        long createdMs = rows.getLong(4);
        long olderCreatedMs = lookedAt == 0
                ? LoadedOutcomes.NO_OLDER
                : lookedAt == EventStore.OLDER_OUTCOMES_MAX ? LoadedOutcomes.UNKNOWN : createdMs;
        return new LoadedOutcomes(List.of(commandIds), olderCreatedMs);
    }
}
