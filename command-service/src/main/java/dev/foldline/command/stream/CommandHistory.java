package dev.foldline.command.stream;

import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandFilter;
import dev.foldline.command.store.entry.CommandRange;
import dev.foldline.command.store.entry.StreamPlace;
import dev.foldline.contract.Ids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    /** What an id takes in memory: a slot of eight bytes, of which half to three quarters are taken. */
    private static final int BYTES_PER_ID = 16;

    private static final int FIRST_CAPACITY = 64;
    private static final int BYTES_WHEN_EMPTY = 2_048;
    private static final int BYTES_PER_ROW = 96;

    private final StreamId stream;
    private final long idsMax;
    private final List<CommandRange> rows = new ArrayList<>();
    private final List<CommandFilter> unsaved = new ArrayList<>();

    /** By hash, with linear probing: a hash and, from 1, the number of its row; 0 is free. Null once they are too many. */
    private long @Nullable [] slots = new long[FIRST_CAPACITY];

    private int ids;
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
     * @param idsMax how many ids may be kept in memory; with more than that it keeps none, and only reads on
     */
    CommandHistory(StreamId stream, long idsMax) {
        this.stream = stream;
        this.idsMax = idsMax;
    }

    /** How many ids take so many bytes in memory. */
    public static long idsIn(long bytes) {
        return bytes / BYTES_PER_ID;
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
        return slots != null;
    }

    /** Latest creation time that a UUIDv7 among all ids carries, in ms; 0 where none is a UUIDv7. */
    long latestCreatedMs() {
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
    void add(UUID commandId, long version, long offset) {
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
        unsaved.add(new CommandFilter(stream, range, openCreatedMs, Arrays.copyOf(open, openIds)));
        openAfter = reached;
        openIds = 0;
        openCreatedMs = 0;
    }

    /** The commands among which this one would be; none where it is new. */
    public List<CommandRange> rangesOf(UUID commandId) {
        if (slots == null) {
            throw new IllegalStateException(stream + " has more command ids than are kept in memory");
        }
        int hash = CommandFilter.hash(commandId);
        List<CommandRange> ranges = new ArrayList<>(0);
        for (int i = slotOf(hash, slots.length); slots[i] != 0; i = i + 1 == slots.length ? 0 : i + 1) {
            if ((int) (slots[i] >>> Integer.SIZE) == hash) {
                CommandRange range = range((int) slots[i]);
                if (!ranges.contains(range)) {
                    ranges.add(range);
                }
            }
        }
        return ranges;
    }

    /**
     * The commands of a row.
     *
     * @param row from 1
     */
    CommandRange range(int row) {
        return row <= rows.size() ? rows.get(row - 1) : new CommandRange(openAfter, reached);
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
    int bytes() {
        long bytes = BYTES_WHEN_EMPTY
                + (long) BYTES_PER_ROW * rows.size()
                + (slots == null ? 0 : (long) Long.BYTES * slots.length);
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    private void keep(int hash, int row) {
        if (suspects != null) {
            suspects.passes(hash, row);
        }
        if (slots == null) {
            return;
        }
        if (++ids > idsMax) {
            slots = null;
            return;
        }
        if (4L * ids > 3L * slots.length) {
            long[] all = slots;
            slots = new long[all.length + all.length / 2];
            for (long slot : all) {
                if (slot != 0) {
                    put(slot, slots);
                }
            }
        }
        put(((long) hash << Integer.SIZE) | row, slots);
    }

    private static void put(long slot, long[] slots) {
        int i = slotOf((int) (slot >>> Integer.SIZE), slots.length);
        while (slots[i] != 0) {
            i = i + 1 == slots.length ? 0 : i + 1;
        }
        slots[i] = slot;
    }

    private static int slotOf(int hash, int slots) {
        return (int) ((Integer.toUnsignedLong(hash) * slots) >>> Integer.SIZE);
    }
}
