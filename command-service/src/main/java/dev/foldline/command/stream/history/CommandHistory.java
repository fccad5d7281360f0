package dev.foldline.command.stream.history;

import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandFilter;
import dev.foldline.command.store.entry.CommandRange;
import dev.foldline.command.store.entry.StreamPlace;
import dev.foldline.contract.Ids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which commands one stream has answered since its beginning, as hashes of their ids: it says that a command is new, or
 * among which few of the stream's commands it would be. What that costs does not depend on the stream's length.
 *
 * <p>The commands lie in rows of {@link CommandFilter#COMMANDS_MAX}. Rows come from the table as long as it has them;
 * behind the last of them, commands are added one by one, and each row that is full waits to be saved.
 *
 * <p>Not thread-safe; changed only after the commit of what it is told.
 */
public final class CommandHistory {

    private static final int BYTES_WHEN_EMPTY = 1_536;
    private static final int BYTES_PER_ROW = 96;

    private final StreamId stream;
    private final KeptHashes kept;
    private final List<CommandRange> rows = new ArrayList<>();
    private final List<CommandFilter> unsaved = new ArrayList<>();

    private StreamPlace reached = StreamPlace.START;
    private long latestCreatedMs;

    /** The row that is being filled: where it begins, and what is in it. */
    private StreamPlace openAfter = StreamPlace.START;

    private final int[] open = new int[CommandFilter.COMMANDS_MAX];
    private int openIds;
    private long openCreatedMs;

    private @Nullable UUID lastId;
    private @Nullable SuspectedIds suspects;

    /**
     * @param bytesMax about how many bytes of ids may be kept in memory; of a stream that has more, none are
     */
    CommandHistory(StreamId stream, long bytesMax) {
        this.stream = stream;
        this.kept = new KeptHashes(bytesMax);
    }

    /** Looks for these among all ids that come by from now on, whether they are kept or not. */
    void lookFor(SuspectedIds ids) {
        suspects = ids;
    }

    /** Ends {@link #lookFor}. */
    void lookForNothing() {
        suspects = null;
    }

    /** How far all commands are known. */
    StreamPlace reached() {
        return reached;
    }

    /** Whether it can be asked; false once the stream has more ids than may be kept. */
    public boolean isKept() {
        return kept.areKept();
    }

    /** Latest creation time that a UUIDv7 among all ids carries, in ms; 0 where none is a UUIDv7. */
    public long latestCreatedMs() {
        return latestCreatedMs;
    }

    /**
     * Takes a row of the table. Before any command is added by itself.
     *
     * @return false if the row begins behind what is known, so that it tells nothing: commands between them are missing
     */
    boolean add(CommandFilter filter) {
        if (!filter.range().after().isWithin(reached)) {
            return false;
        }
        rows.add(filter.range());
        for (int hash : filter.hashes()) {
            keep(hash, rows.size());
        }
        reached = reached.orLater(filter.range().through());
        openAfter = reached;
        latestCreatedMs = Math.max(latestCreatedMs, filter.latestCreatedMs());
        return true;
    }

    /**
     * Takes the next command of the stream. One that comes several times, once for each of its events, comes with no
     * other between.
     *
     * @param version version of the stream after it
     * @param offset  its offset
     */
    public void add(UUID commandId, long version, long offset) {
        if (!commandId.equals(lastId)) {
            if (openIds == open.length) {
                closeRow();
            }
            int hash = CommandFilter.hash(commandId);
            open[openIds++] = hash;
            keep(hash, rows.size() + 1);
            openCreatedMs = Math.max(openCreatedMs, Ids.createdAtMs(commandId).orElse(0));
            latestCreatedMs = Math.max(latestCreatedMs, openCreatedMs);
            lastId = commandId;
        }
        reached = reached.orLater(new StreamPlace(version, offset));
    }

    private void closeRow() {
        CommandRange range = new CommandRange(openAfter, reached);
        rows.add(range);
        unsaved.add(new CommandFilter(
                stream.partition(), stream.aggregateId(), range, openCreatedMs, Arrays.copyOf(open, openIds)));
        openAfter = reached;
        openIds = 0;
        openCreatedMs = 0;
    }

    /** For each of these ids whose hash the stream has, the commands among which it would be. The others are new. */
    public Map<UUID, List<CommandRange>> rangesOf(Collection<UUID> commandIds) {
        if (!isKept()) {
            throw new IllegalStateException(stream + " has more command ids than are kept in memory");
        }
        SuspectedIds suspected = new SuspectedIds(commandIds);
        kept.showTo(suspected);
        return ranges(suspected);
    }

    /** The commands of the rows that these have been met in. */
    Map<UUID, List<CommandRange>> ranges(SuspectedIds suspected) {
        Map<UUID, List<CommandRange>> ranges = new HashMap<>();
        suspected
                .rowsOf()
                .forEach((id, its) ->
                        ranges.put(id, its.stream().map(this::range).distinct().toList()));
        return ranges;
    }

    /**
     * The commands of a row.
     *
     * @param row from 1
     */
    private CommandRange range(int row) {
        return row <= rows.size() ? rows.get(row - 1) : new CommandRange(openAfter, reached);
    }

    /** Whether there are {@link #unsaved} rows. */
    public boolean hasUnsaved() {
        return !unsaved.isEmpty();
    }

    /** Full rows that the table may not have; they are of committed commands alone. */
    public List<CommandFilter> unsaved() {
        return List.copyOf(unsaved);
    }

    /** These are in the table. */
    public void saved(List<CommandFilter> filters) {
        unsaved.removeAll(filters);
    }

    /** About how many bytes it takes. */
    public int bytes() {
        long bytes = BYTES_WHEN_EMPTY + (long) BYTES_PER_ROW * rows.size() + kept.bytes();
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    private void keep(int hash, int row) {
        if (suspects != null) {
            suspects.passes(hash, row);
        }
        kept.add(hash, row);
    }
}
