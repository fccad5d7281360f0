package dev.foldline.projection.handover;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The phase of one task of a build and, where it changes hands, the last key that is dealt with. It is committed with
 * the rows and the published records, so after a crash a task resumes where it was.
 *
 * <p>Written by the task's thread; {@link #phase} may be read by any.
 */
public final class TaskPhase {

    /** Name of the state store behind it. */
    public static final String STORE = "phase";

    private static final String PHASE = "phase";
    private static final String CURSOR = "cursor";

    private final KeyValueStore<String, byte[]> store;
    private volatile Phase phase;
    private byte @Nullable [] cursor;

    /**
     * Takes up where the store left off.
     *
     * @param first phase of a task that is new
     */
    TaskPhase(KeyValueStore<String, byte[]> store, Phase first) {
        this.store = store;
        byte[] stored = store.get(PHASE);
        this.phase = stored == null ? first : Phase.valueOf(new String(stored, StandardCharsets.UTF_8));
        this.cursor = store.get(CURSOR);
        if (stored == null) {
            enter(first);
        }
    }

    /** Store of a task's phase, in memory, with a changelog. */
    public static StoreBuilder<KeyValueStore<String, byte[]>> storeBuilder() {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of());
    }

    /** The task's phase, also in a transaction that is not committed yet. */
    public Phase phase() {
        return phase;
    }

    /** The last key that is dealt with, null before the first. */
    byte @Nullable [] cursor() {
        return cursor;
    }

    /** Moves to a phase, before its first key. */
    void enter(Phase next) {
        store.put(PHASE, next.name().getBytes(StandardCharsets.UTF_8));
        store.delete(CURSOR);
        cursor = null;
        phase = next;
    }

    /** Every key up to this one is dealt with. */
    void moveCursor(byte[] key) {
        store.put(CURSOR, key);
        cursor = key;
    }

    /** Whether a key is dealt with, in the order of keys as bytes. */
    boolean isBehindCursor(byte[] key) {
        byte[] last = cursor;
        return last != null && Arrays.compareUnsigned(key, last) <= 0;
    }
}
