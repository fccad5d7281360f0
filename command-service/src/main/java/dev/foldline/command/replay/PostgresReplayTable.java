package dev.foldline.command.replay;

import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.postgres.rows.EventRows;
import dev.foldline.command.store.postgres.session.PostgresSession;
import dev.foldline.command.store.postgres.session.PostgresSession.Work;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.command.store.postgres.session.SqlFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one database as one replay reads them, and its rows in {@code replay_progress}. Not thread-safe.
 *
 * <p>It has one connection, which holds an advisory lock named after the topic: when it is lost the lock is too, and
 * from then on every method throws {@link ReplayException}.
 */
public final class PostgresReplayTable implements AutoCloseable {

    /**
     * Where a partition continues.
     *
     * @param nextOffset   of the next command to decide
     * @param nextPosition of the next event
     */
    public record Cursors(long nextOffset, long nextPosition) {}

    /**
     * The wanted events of a partition.
     *
     * @param first position of the first; 1 if there is none
     * @param last  position of the last; 0 if there is none
     * @param count how many there are
     */
    public record Extent(long first, long last, long count) {

        public static final Extent NONE = new Extent(1, 0, 0);
    }

    /**
     * How far another replay into the same topic has come in this database.
     *
     * @param startedAt when it was started, or went on
     * @param done      events that are on the topic
     * @param total     events that will be
     */
    public record Running(Instant startedAt, long done, long total) {}

    private static final Logger log = LoggerFactory.getLogger(PostgresReplayTable.class);

    /** What the payloads of a page take, and the last of them beyond it, however large the batch is to be. */
    public static final int PAGE_BYTES_MAX = 8 << 20;

    private static final String WANTED = "partition = ? AND position >= ? AND position <= ?";

    private final PostgresSession session;
    private final Connection connection;
    private final ReplayRequest request;
    private final String wanted;
    private final String page;
    private final Set<Integer> begun = new HashSet<>();

    /**
     * Connects.
     *
     * @throws ReplayException if the database does not answer
     */
    public PostgresReplayTable(PostgresSettings settings, ReplayRequest request) {
        this.session = new PostgresSession(settings);
        this.request = request;
        TimeWindow window = request.window();
        this.wanted = WANTED
                + (window.from() == null ? "" : " AND occurred_at >= ?")
                + (window.to() == null ? "" : " AND occurred_at < ?");
        // The sizes are known without reading what is large from where Postgres keeps it.
        this.page = """
            SELECT %1$s
            FROM (SELECT %1$s,
                         sum(octet_length(payload)) OVER (ORDER BY position ROWS UNBOUNDED PRECEDING)
                             - octet_length(payload) AS bytes_before
                  FROM events
                  WHERE %2$s
                  ORDER BY position LIMIT ?) AS page
            WHERE bytes_before <= %3$d
            ORDER BY position""".formatted(EventRows.COLUMNS, wanted, PAGE_BYTES_MAX);
        try {
            this.connection = session.connection();
        } catch (SQLException e) {
            throw new ReplayException(SqlFailure.describe("connect to " + settings.place(), e), e);
        }
    }

    /** Keeps every other replay into the same topic out, until this is closed; false if one is in progress. */
    public boolean tryLock() {
        return run("lock the replay into " + request.target(), c -> {
            try (PreparedStatement statement =
                    c.prepareStatement("SELECT pg_try_advisory_lock(hashtext('replay'), hashtext(?))")) {
                statement.setString(1, request.target());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() && row.getBoolean(1);
                }
            }
        });
    }

    /** The replay into this topic that has not finished, if there is one. */
    public Optional<Running> running() {
        return run("read the progress of a replay", c -> ReplayProgressRows.running(c, request.target()));
    }

    public Cursors cursors(int partition) {
        return run("read the cursors of partition " + partition, c -> {
            try (PreparedStatement statement = c.prepareStatement(
                    "SELECT next_offset, next_position FROM command_partitions WHERE partition = ?")) {
                statement.setInt(1, partition);
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        throw new ReplayException("partition " + partition + " is not in command_partitions: the"
                                + " database was set up for fewer partitions");
                    }
                    return new Cursors(row.getLong(1), row.getLong(2));
                }
            }
        });
    }

    /** Position of the last event of the commands below an offset; 0 if there is none. */
    public long lastPositionBelow(int partition, long commandOffset) {
        return run("find the last event below offset " + commandOffset, c -> {
            try (PreparedStatement statement =
                    c.prepareStatement("SELECT position FROM events WHERE partition = ? AND command_offset < ?"
                            + " ORDER BY position DESC LIMIT 1")) {
                statement.setInt(1, partition);
                statement.setLong(2, commandOffset);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? row.getLong(1) : 0L;
                }
            }
        });
    }

    /** The wanted events up to a position. */
    public Extent extent(int partition, long lastPosition) {
        if (request.window().isAll()) {
            return new Extent(1, lastPosition, lastPosition);
        }
        // First the rows and then their ends: asked for the ends at once, Postgres would walk along the positions.
        return run("count the events of partition " + partition, c -> {
            try (PreparedStatement statement = c.prepareStatement("WITH wanted AS MATERIALIZED"
                    + " (SELECT position FROM events WHERE " + wanted + ")"
                    + " SELECT coalesce(min(position), 1), coalesce(max(position), 0), count(*) FROM wanted")) {
                setWanted(statement, partition, 1, lastPosition);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? new Extent(row.getLong(1), row.getLong(2), row.getLong(3)) : Extent.NONE;
                }
            }
        });
    }

    /** The first wanted events from a position up to another, as many as a batch takes; fewer where they are large. */
    public List<StoredEvent> page(int partition, long fromPosition, long lastPosition) {
        return run("read the events of partition " + partition + " from position " + fromPosition, c -> {
            try (PreparedStatement statement = c.prepareStatement(page)) {
                int next = setWanted(statement, partition, fromPosition, lastPosition);
                statement.setInt(next, request.batchRecordsMax());
                List<StoredEvent> events = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        events.add(EventRows.read(rows, 0));
                    }
                }
                return events;
            }
        });
    }

    /** From now on owners leave the partition's events topic alone, if that is the target. */
    public void begin(int partition) {
        boolean isNew = run("begin the replay", c -> ReplayProgressRows.begin(c, request, partition));
        if (isNew) {
            begun.add(partition);
        }
    }

    /**
     * Takes {@link #begin} back, as nothing was written; a partition that an earlier replay has left unfinished stays
     * so. Throws nothing.
     */
    public void withdraw() {
        try {
            for (int partition : begun) {
                ReplayProgressRows.end(connection, request.target(), partition, "REFUSED");
            }
        } catch (SQLException e) {
            // Then owners wait for a replay that nobody runs, until one has finished.
            log.warn("{}", SqlFailure.describe("take the replay back", e));
        }
    }

    /** Says what is left to do of a partition. */
    public void left(ReplayProgress progress) {
        run("write the replay's progress", c -> {
            ReplayProgressRows.left(c, request.target(), progress);
            return progress;
        });
    }

    /** The partition is whole. */
    public void finish(int partition) {
        run("finish the replay", c -> {
            ReplayProgressRows.end(c, request.target(), partition, "DONE");
            return partition;
        });
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        session.close();
    }

    /** Gives the number of the parameter after those. */
    private int setWanted(PreparedStatement statement, int partition, long from, long last) throws SQLException {
        int next = 1;
        statement.setInt(next++, partition);
        statement.setLong(next++, from);
        statement.setLong(next++, last);
        TimeWindow window = request.window();
        if (window.from() != null) {
            statement.setObject(next++, ReplayProgressRows.time(window.from()));
        }
        if (window.to() != null) {
            statement.setObject(next++, ReplayProgressRows.time(window.to()));
        }
        return next;
    }

    /** On the one connection: another one would not hold the lock. */
    private <T> T run(String what, Work<T> work) {
        try {
            return work.on(connection);
        } catch (SQLException e) {
            throw new ReplayException(
                    SqlFailure.describe(what, e) + "; run the replay again; it continues where it stopped", e);
        }
    }
}
