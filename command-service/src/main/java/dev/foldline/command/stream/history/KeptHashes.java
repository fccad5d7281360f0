package dev.foldline.command.stream.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of ids in memory, each with the number of its row: in a hash table, so that one is found at once, as long as
 * that has room; then in a list, a third as large, which is read through for all that are looked for; then not at
 * all. Not thread-safe.
 */
final class KeptHashes {

    private static final int FIRST_CAPACITY = 64;

    /** Of a table with slots of eight bytes, half to three quarters of which are taken. */
    private static final int TABLE_BYTES_PER_ID = 16;

    private static final int LIST_BYTES_PER_ID = 5;

    private static final int CHUNK = 16_384;

    private final long bytesMax;
    private int ids;

    /** By hash, with linear probing: a hash and the number of its row, from 1; 0 is free. */
    private long @Nullable [] slots = new long[FIRST_CAPACITY];

    /** The list, in the order of rows, and where in it each row ends. */
    private @Nullable List<int[]> chunks;

    private int[] ends = new int[0];
    private int rows;

    /**
     * @param bytesMax about how many bytes they may take
     */
    KeptHashes(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Whether any are kept; false for good once they are too many. */
    boolean areKept() {
        return slots != null || chunks != null;
    }

    int bytes() {
        long bytes = Integer.BYTES * (long) ends.length
                + (slots == null ? 0 : (long) Long.BYTES * slots.length)
                + (chunks == null ? 0 : (long) Integer.BYTES * CHUNK * chunks.size());
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    /**
     * Adds a hash.
     *
     * @param row from 1; never less than that of the hash before
     */
    void add(int hash, int row) {
        if (!areKept()) {
            return;
        }
        if ((ids + 1L) * LIST_BYTES_PER_ID > bytesMax) {
            slots = null;
            chunks = null;
            ends = new int[0];
            return;
        }
        if (slots != null && (ids + 1L) * TABLE_BYTES_PER_ID > bytesMax) {
            chunks = listed(slots);
            slots = null;
        }
        if (slots == null) {
            append(hash, row);
        } else {
            slots = withRoom(slots, ids + 1);
            put(((long) hash << Integer.SIZE) | row, slots);
        }
        ids++;
    }

    /** Lets those that are looked for pass by, at least. */
    void showTo(SuspectedIds suspects) {
        if (slots != null) {
            for (int hash : suspects.hashes()) {
                for (int i = slotOf(hash, slots.length); slots[i] != 0; i = i + 1 == slots.length ? 0 : i + 1) {
                    if ((int) (slots[i] >>> Integer.SIZE) == hash) {
                        suspects.passes(hash, (int) slots[i]);
                    }
                }
            }
        } else if (chunks != null) {
            for (int from = 0; from < ids; from += CHUNK) {
                int[] chunk = chunks.get(from / CHUNK);
                for (int i = 0; i < Math.min(CHUNK, ids - from); i++) {
                    if (suspects.mayHave(chunk[i])) {
                        suspects.passes(chunk[i], rowAt(from + i));
                    }
                }
            }
        }
    }

    private static long[] withRoom(long[] slots, int ids) {
        if (4L * ids <= 3L * slots.length) {
            return slots;
        }
        long[] larger = new long[slots.length + slots.length / 2];
        for (long slot : slots) {
            if (slot != 0) {
                put(slot, larger);
            }
        }
        return larger;
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

    /** What the table has, row by row. */
    private List<int[]> listed(long[] table) {
        long[] byRow = Arrays.stream(table)
                .filter(slot -> slot != 0)
                .map(slot -> (slot << Integer.SIZE) | (slot >>> Integer.SIZE))
                .sorted()
                .toArray();
        List<int[]> list = new ArrayList<>();
        chunks = list;
        ids = 0;
        for (long each : byRow) {
            append((int) each, (int) (each >>> Integer.SIZE));
            ids++;
        }
        return list;
    }

    private void append(int hash, int row) {
        List<int[]> list = chunks;
        if (list == null) {
            return;
        }
        if (ids % CHUNK == 0) {
            list.add(new int[CHUNK]);
        }
        list.get(ids / CHUNK)[ids % CHUNK] = hash;
        if (row > ends.length) {
            ends = Arrays.copyOf(ends, row + row / 2);
        }
        while (rows < row) {
            ends[rows++] = ids;
        }
        ends[row - 1] = ids + 1;
    }

    private int rowAt(int index) {
        int low = 0;
        int high = rows - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] > index) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low + 1;
    }
}
