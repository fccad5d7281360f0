package dev.foldline.command.store.postgres;

import dev.foldline.command.store.AppendOutcomeUnknownException;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.FencedException;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.RepeatLookup;
import dev.foldline.command.store.RowsRefusedException;
import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.StreamSink;
import dev.foldline.command.store.UnfinishedReplay;
import dev.foldline.command.store.WrongExpectedVersionException;
import dev.foldline.command.store.entry.AnsweredCommands;
import dev.foldline.command.store.entry.CommandFilter;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.StreamPlace;
import dev.foldline.command.store.postgres.rows.FilterQueries;
import dev.foldline.command.store.postgres.rows.StreamQueries;
import dev.foldline.command.store.postgres.rows.ViewTables;
import dev.foldline.command.store.postgres.session.PostgresSession;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.command.store.postgres.session.SqlFailure;
import dev.foldline.runtime.fault.FaultPoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The event table in Postgres, over one connection of its own.
 *
 * <p>The connection is opened by the first call, and thrown away after any failure, so that no call ever meets what
 * another one left behind. Not thread-safe.
 */
public final class PostgresEventStore implements EventStore {

    private static final String UNFINISHED_REPLAY = """
            SELECT next_position, last_position FROM replay_progress
            WHERE partition = ? AND into_events AND state = 'RUNNING'""";

    private final PostgresSession session;
    private final PartitionFence fence;
    private final BatchCopy copy = new BatchCopy();

    /** The table that an append is at. */
    private String writing = "";

    public PostgresEventStore(PostgresSettings settings) {
        session = new PostgresSession(settings);
        fence = new PartitionFence(settings.limits());
    }

    @Override
    public Ownership acquire(int partition, String owner) {
        try {
            return session.run("acquire partition " + partition, c -> fence.acquire(c, partition, owner));
        } catch (RowsRefusedException e) {
            // It has no data of a command: somebody has put a trigger or a constraint on the table.
            throw new StoreUnavailableException(
                    e.getMessage() + "; remove what refuses it", StoreUnavailableException.Kind.REFUSES, e);
        }
    }

    @Override
    public Set<Integer> fenced(Map<Integer, Long> epochs) {
        return session.run("look who owns partitions " + epochs.keySet(), c -> PartitionFence.passed(c, epochs));
    }

    @Override
    public Optional<UnfinishedReplay> unfinishedReplay(int partition) {
        return session.run("look for a replay of partition " + partition, c -> {
            try (PreparedStatement statement = c.prepareStatement(UNFINISHED_REPLAY)) {
                statement.setInt(1, partition);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next()
                            ? Optional.of(new UnfinishedReplay(partition, row.getLong(1), row.getLong(2)))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public void load(Collection<StreamId> ids, SnapshotUse use, StreamSink sink) {
        if (ids.isEmpty()) {
            return;
        }
        session.run("load " + ids.size() + " streams", c -> {
            StreamQueries.load(c, List.copyOf(ids), use, sink);
            return ids.size();
        });
    }

    @Override
    public Map<StreamId, Map<UUID, CommandOutcome>> findOutcomes(Collection<RepeatLookup> lookups) {
        if (lookups.isEmpty()) {
            return Map.of();
        }
        return session.run(
                "look up " + lookups.size() + " commands", c -> OutcomeQueries.find(c, List.copyOf(lookups)));
    }

    @Override
    public Map<StreamId, List<CommandFilter>> filters(Map<StreamId, @Nullable StreamPlace> after, int max) {
        return after.isEmpty()
                ? Map.of()
                : session.run("read filters of " + after.size() + " streams", c -> FilterQueries.read(c, after, max));
    }

    @Override
    public Map<StreamId, AnsweredCommands> answered(Map<StreamId, StreamPlace> after, int max) {
        return after.isEmpty()
                ? Map.of()
                : session.run(
                        "read command ids of " + after.size() + " streams", c -> FilterQueries.answered(c, after, max));
    }

    @Override
    public void saveFilters(List<CommandFilter> filters) {
        session.run("save " + filters.size() + " filters", c -> {
            FilterQueries.write(c, filters);
            return filters.size();
        });
    }

    @Override
    public void append(List<PartitionBatch> batch)
            throws FencedException, WrongExpectedVersionException, AppendOutcomeUnknownException {
        boolean commitSent = false;
        boolean done = false;
        String what = "append to partitions "
                + batch.stream().map(PartitionBatch::partition).toList();
        try {
            Connection c = session.connection();
            c.setAutoCommit(false);
            writing = "command_partitions";
            fence.advance(c, batch);
            writeRows(c, batch);
            FaultPoint.BEFORE_POSTGRES_COMMIT.pass();
            commitSent = true;
            c.commit();
            FaultPoint.AFTER_POSTGRES_COMMIT.pass();
            c.setAutoCommit(true);
            done = true;
        } catch (SQLException e) {
            // A constraint or a trigger may be deferred to the commit: that it refuses is an answer, too.
            if (commitSent && SqlFailure.of(e) != SqlFailure.REFUSED) {
                throw new AppendOutcomeUnknownException(
                        SqlFailure.describe(what, e) + "; COMMIT was sent, so only the table knows", e);
            }
            if (SqlFailure.of(e) == SqlFailure.VERSION_TAKEN) {
                throw new WrongExpectedVersionException(
                        SqlFailure.takenStream(e), SqlFailure.describe(what, e) + "; nothing was written", e);
            }
            throw SqlFailure.ofAppend(what, commitSent ? "of a deferred constraint" : writing, e);
        } finally {
            if (!done) {
                session.close();
            }
        }
    }

    /**
     * Writes what is in the rows; whatever a value that cannot be written ends in, in the driver or in the code that
     * writes it as text, is the row's fault.
     */
    private void writeRows(Connection c, List<PartitionBatch> batch) throws SQLException {
        try {
            copy.write(c, batch, table -> writing = table);
            writing = SNAPSHOTS;
            SnapshotTable.write(c, batch);
            ViewTables.write(c, batch, table -> writing = table);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            throw new RowsRefusedException(
                    writing,
                    "",
                    "table " + writing + ": its rows cannot be written: "
                            + e.getClass().getName(),
                    e);
        }
    }

    @Override
    public void readDecisions(Ownership owned, long fromOffset, int chunkMax, Consumer<PartitionBatch> sink) {
        new DecisionReader(session, owned).read(fromOffset, chunkMax, sink);
    }

    @Override
    public long commandOffsetOf(int partition, long position) {
        return DecisionReader.offsetAt(session, partition, position)
                .orElseThrow(() -> new StoreCorruptException(
                        "partition " + partition + ": the event at position " + position + " is missing", null));
    }

    @Override
    public void close() {
        session.close();
    }
}
