package dev.foldline.command.store;

import dev.foldline.command.store.entry.AnsweredCommands;
import dev.foldline.command.store.entry.CommandFilter;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.StorableText;
import dev.foldline.command.store.entry.StreamPlace;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The event table and its fence, as one worker uses it. Not thread-safe: one per worker, with a connection of its own.
 *
 * <p>Every method may throw {@link StoreUnavailableException}: the database did not answer, or not in time. Then
 * nothing was written, and the same call may be made again after the partitions are re-acquired.
 */
public interface EventStore extends AutoCloseable {

    /** How many outcomes {@link #load} returns of a stream. */
    int LOADED_OUTCOMES_MAX = 64;

    /** Table of snapshots, as {@link RowsRefusedException#table} names it. */
    String SNAPSHOTS = "snapshots";

    /** How many older outcomes {@link #load} looks at to tell when they were created. */
    int OLDER_OUTCOMES_MAX = 192;

    /** How many snapshots of a stream are kept. */
    int SNAPSHOTS_KEPT_MAX = 3;

    /** Whether a load may begin at a snapshot. */
    enum SnapshotUse {
        NEWEST,
        NONE
    }

    /**
     * Takes a partition: raises its epoch, so the former owner commits nothing from now on.
     *
     * <p>Waits for a transaction that the former owner has open, within the store's limit, and then ends it.
     *
     * @param owner name of the new owner, for people
     */
    Ownership acquire(int partition, String owner);

    /**
     * Those of the partitions that another owner has acquired since.
     *
     * @param epochs the epoch of each, as {@link #acquire} returned it; all of one {@linkplain #databaseOf database}
     */
    Set<Integer> fenced(Map<Integer, Long> epochs);

    /**
     * Whether the events topic's partition is being built again from the table: until that is done, nobody forwards.
     */
    Optional<UnfinishedReplay> unfinishedReplay(int partition);

    /**
     * Number of the database that holds a partition, from 0. Only partitions of one database can be appended together.
     */
    default int databaseOf(int partition) {
        return 0;
    }

    /**
     * Loads streams, in one round trip unless they are many or long. Memory holds a page of rows, however long they
     * are.
     *
     * @param ids  streams whose ids {@link StorableText#isAggregateId} accepts
     * @param sink is given what there is of each; nothing for a stream that does not exist
     */
    void load(Collection<StreamId> ids, SnapshotUse use, StreamSink sink);

    /**
     * Looks up what became of commands that may have been decided before, in one round trip. Reads no more of a stream
     * than the ranges that are asked for.
     *
     * @return for each stream asked for, the outcome of each command id that was found: that of the first record that
     *     was decided, or, where none was, of the last that failed
     */
    Map<StreamId, Map<UUID, CommandOutcome>> findOutcomes(Collection<RepeatLookup> lookups);

    /**
     * What the table {@code command_filters} has of streams, in one round trip.
     *
     * @param after by stream, where the last row that is known of it begins; null where none is known
     * @param max   how many rows to read of each stream
     * @return for each stream asked for, its next rows in the order in which they begin. Where rows are missing, the
     *     one behind the gap follows
     */
    Map<StreamId, List<CommandFilter>> filters(Map<StreamId, @Nullable StreamPlace> after, int max);

    /**
     * Ids of the commands that streams have answered, in one round trip.
     *
     * @param after by stream, the place that the commands are behind
     * @param max   how many events, and how many outcomes, to read of each stream
     * @return an entry for each stream asked for
     */
    Map<StreamId, AnsweredCommands> answered(Map<StreamId, StreamPlace> after, int max);

    /**
     * Writes rows of {@code command_filters}, in a transaction of their own. Whoever writes them may do so at any time,
     * as they say nothing but what is committed already; one that begins where another one does replaces it.
     */
    void saveFilters(List<CommandFilter> filters);

    /**
     * Appends the decisions of one batch, of one or more partitions, all of them or none.
     *
     * <p>Versions and positions are consecutive from what the owner last committed. Readers see the batch whole. Only
     * the partitions' owner may call this; the epoch check is what makes that true when two processes both believe that
     * they are.
     *
     * @param batch at most one entry for each partition, all of one {@linkplain #databaseOf database}, each with at
     *              least one command; or with none, where the offsets from the table's on are those of transaction
     *              markers
     * @throws FencedException               if another owner has taken one of the partitions; nothing was written,
     *     release it
     * @throws WrongExpectedVersionException if a stream has moved; nothing was written, load and decide again
     * @throws AppendOutcomeUnknownException if the connection was lost after COMMIT was sent; acquire the partitions
     *                                       again before anything else
     * @throws StoreCorruptException         if the table's cursors are not those that the batch continues from, or it
     *                                       has rows behind them; nothing was written
     * @throws RowsRefusedException          if a row cannot be stored because of what is in it; nothing was written
     */
    void append(List<PartitionBatch> batch)
            throws FencedException, WrongExpectedVersionException, AppendOutcomeUnknownException;

    /**
     * Reads back what was decided for the commands of a partition from one offset to the end, in chunks of consecutive
     * commands, each as it was appended.
     *
     * @param owned      as {@link #acquire} returned it
     * @param fromOffset first command offset wanted
     * @param chunkMax   how many events or outcomes a chunk holds before it ends with the command it is at
     * @param sink       is given the chunks in order; {@code nextOffset} of the last is that of {@code owned}. Where no
     *                   record of the range is left, as all its offsets are those of transaction markers, that is one
     *                   chunk without commands; where the range is empty, none
     */
    void readDecisions(Ownership owned, long fromOffset, int chunkMax, Consumer<PartitionBatch> sink);

    /**
     * Offset of the command that left the event at a position.
     *
     * @throws StoreCorruptException if the partition has no such event
     */
    long commandOffsetOf(int partition, long position);

    /** Closes the connection; the next call opens another. Rolls back what is open. */
    @Override
    void close();
}
