package dev.foldline.command.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.domain.AggregateType;
import dev.foldline.runtime.fault.BrokenMachine;
import org.jspecify.annotations.Nullable;

/**
 * A stream as its owner holds it: how far it is, what it folds to, which commands it has answered.
 *
 * @param version         version of the stream; 0 where there is none
 * @param type            aggregate type; null where there is no stream
 * @param folded          what its events fold to; null where there is no stream
 * @param recentIds       the commands that it has answered, those that left no events included
 * @param snapshotVersion version of its newest usable snapshot; 0 where it has none
 * @param broken          why its events cannot be folded, else null
 */
public record StreamState(
        long version,
        @Nullable AggregateType<?, ?, ?> type,
        @Nullable FoldedState folded,
        RecentCommandIds recentIds,
        long snapshotVersion,
        @Nullable BrokenStream broken) {

    /** What an entry of the cache takes beside what is counted one by one. */
    private static final int ENTRY_BYTES = 200;

    private static final int VIEW_ROW_BYTES = 256;

    /** What a state is taken to have in memory where the type's own estimate fails. */
    private static final int STATE_BYTES_OF_FAULTY = 1024;

    private static final int STATE_BYTES_MAX = 1 << 30;

    public static StreamState missing() {
        return new StreamState(0, null, null, new RecentCommandIds(), 0, null);
    }

    /**
     * The state as JSON.
     *
     * @throws IllegalStateException if there is no stream
     */
    public JsonNode json() {
        if (type == null || folded == null) {
            throw new IllegalStateException("a stream without events has no state");
        }
        return DeciderRunner.stateJson(type, folded.state());
    }

    /** About how many bytes it takes in memory. */
    public int bytes(String aggregateId) {
        int bytes = ENTRY_BYTES + 2 * aggregateId.length() + recentIds.bytes();
        if (type != null && folded != null) {
            bytes += stateBytes(type, folded.state())
                    + VIEW_ROW_BYTES * folded.viewRows().size();
        }
        return bytes;
    }

    /** The type's own estimate, unless it has none: the commit that moved the stream is past by now. */
    private static int stateBytes(AggregateType<?, ?, ?> type, Object state) {
        try {
            return Math.clamp(DeciderRunner.stateBytes(type, state), 0, STATE_BYTES_MAX);
        } catch (Throwable e) {
            BrokenMachine.throwOnIf(e);
            return STATE_BYTES_OF_FAULTY;
        }
    }
}
