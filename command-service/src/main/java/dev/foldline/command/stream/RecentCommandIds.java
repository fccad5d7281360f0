package dev.foldline.command.stream;

import dev.foldline.command.store.LoadedOutcomes;
import dev.foldline.command.stream.history.CommandHistory;
import dev.foldline.contract.Ids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which commands one stream has answered. It says at once that a command is new, or that the {@link CommandHistory}
 * must be asked.
 *
 * <p>Holds the ids of the newest commands. Of those that had to give way it keeps the latest creation time that a
 * UUIDv7 among them carries: a UUIDv7 created later than that is not one of them. Any other id may be, and the history
 * tells. So a repeat is never missed, however late it comes, and a stream whose clients send UUIDv7 in time never needs
 * its history.
 *
 * <p>Not thread-safe; changed only after the commit of what it remembers.
 */
public final class RecentCommandIds {

    /** Ids remembered per stream; 16 bytes each. */
    public static final int REMEMBERED_MAX = 32;

    private static final int FIRST_CAPACITY = 4;

    /** Value of {@link #forgottenCreatedMs} while nothing is forgotten. */
    public static final long NONE_FORGOTTEN = LoadedOutcomes.NO_OLDER;

    /** Two longs per id; a ring once it has grown to its limit. */
    private long[] ids = new long[2 * FIRST_CAPACITY];

    private int size;
    private int oldest;
    private long forgottenCreatedMs = NONE_FORGOTTEN;
    private @Nullable CommandHistory history;
    private boolean historyTooLong;

    /** Takes note that commands older than those that will be remembered exist, which are not at hand. */
    void forgot(long latestCreatedMs) {
        forgottenCreatedMs = Math.max(forgottenCreatedMs, latestCreatedMs);
    }

    /** Latest creation time of a forgotten UUIDv7 in ms, 0 where none of them was one; or {@link #NONE_FORGOTTEN}. */
    public long forgottenCreatedMs() {
        return forgottenCreatedMs;
    }

    /** The ids that are remembered, oldest first. */
    public List<UUID> remembered() {
        List<UUID> remembered = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            remembered.add(at((oldest + i) % size));
        }
        return remembered;
    }

    /** These ids and those of newer commands. */
    public RecentCommandIds with(Collection<UUID> newer) {
        RecentCommandIds copy = new RecentCommandIds();
        copy.forgot(forgottenCreatedMs);
        remembered().forEach(copy::remember);
        newer.forEach(copy::remember);
        return copy;
    }

    /** About how many bytes it takes. */
    int bytes() {
        return 48 + Long.BYTES * ids.length + (history == null ? 0 : history.bytes());
    }

    /** The history of the stream, if it has been read and is kept; else null. */
    public @Nullable CommandHistory history() {
        return history;
    }

    /** Takes the history of the stream, as far as it is committed. */
    public void learn(CommandHistory read) {
        history = read;
        dropTooLong(read);
        if (forgottenCreatedMs != NONE_FORGOTTEN) {
            forgottenCreatedMs = Math.min(forgottenCreatedMs, read.latestCreatedMs());
        }
    }

    /**
     * Remembers the next command of the stream, for good.
     *
     * @param version version of the stream after it
     * @param offset  its offset
     */
    public void answered(UUID id, long version, long offset) {
        remember(id);
        if (history != null) {
            history.add(id, version, offset);
            dropTooLong(history);
        }
    }

    private void dropTooLong(CommandHistory known) {
        if (!known.isKept()) {
            history = null;
            historyTooLong = true;
        }
    }

    /** Whether the history has been found too long to be kept: it is not worth trying again. */
    public boolean isHistoryTooLong() {
        return historyTooLong;
    }

    /** Remembers a command, and forgets the oldest when there are too many. */
    public void remember(UUID id) {
        if (size == REMEMBERED_MAX) {
            forgot(Ids.createdAtMs(at(oldest)).orElse(0));
            put(oldest, id);
            oldest = (oldest + 1) % REMEMBERED_MAX;
            return;
        }
        if (2 * size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * ids.length);
        }
        put(size++, id);
    }

    /** False when the command was certainly never answered; true when the history must be asked. */
    public boolean mayHaveAnswered(UUID id) {
        long most = id.getMostSignificantBits();
        long least = id.getLeastSignificantBits();
        for (int i = 0; i < 2 * size; i += 2) {
            if (ids[i] == most && ids[i + 1] == least) {
                return true;
            }
        }
        if (forgottenCreatedMs == NONE_FORGOTTEN) {
            return false;
        }
        return Ids.createdAtMs(id).orElse(0) <= forgottenCreatedMs;
    }

    private UUID at(int index) {
        return new UUID(ids[2 * index], ids[2 * index + 1]);
    }

    private void put(int index, UUID id) {
        ids[2 * index] = id.getMostSignificantBits();
        ids[2 * index + 1] = id.getLeastSignificantBits();
    }
}
