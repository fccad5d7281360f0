package dev.foldline.projection.process.topology;

import dev.foldline.projection.process.topology.ProcessRow.SetTimer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The timers of a task in the order in which they are due, in a store with a changelog; the rows of the processes have
 * them too, by name. Used by one stream thread.
 */
final class DueTimers {

    static final String STORE = "timers";

    private static final byte[] PRESENT = {1};
    private static final Map<String, String> CHANGELOG =
            Map.of("segment.bytes", Integer.toString(16 * 1024 * 1024), "min.cleanable.dirty.ratio", "0.1");

    private final KeyValueStore<Bytes, byte[]> store;

    /**
     * All timers due until then have been taken or skipped. A scan begins behind it and so avoids what they left in the
     * store.
     */
    private long takenUntilMs;

    /** A timer of a process. */
    record Key(long dueMs, String timer, String processId) {}

    DueTimers(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    static StoreBuilder<KeyValueStore<Bytes, byte[]>> storeBuilder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(CHANGELOG);
    }

    /** When a timer that is set now is due: later than what has been taken, even if the clock has stepped back. */
    long dueMs(long nowMs, long afterMs) {
        return Math.max(nowMs + afterMs, takenUntilMs + 1);
    }

    /** Whether a scan has already passed a timer that is still set. */
    boolean isTaken(long dueMs) {
        return dueMs <= takenUntilMs;
    }

    /** Changes the timers of a process, by name, from those before to those after. */
    void change(String processId, Map<String, SetTimer> before, Map<String, SetTimer> after) {
        before.forEach((timer, set) -> {
            if (!set.equals(after.get(timer))) {
                cancel(new Key(set.dueMs(), timer, processId));
            }
        });
        after.forEach((timer, set) -> {
            if (!set.equals(before.get(timer))) {
                store.put(bytes(new Key(set.dueMs(), timer, processId)), PRESENT);
            }
        });
    }

    void cancel(Key key) {
        store.delete(bytes(key));
    }

    /**
     * The timers that are due, the first ones first; they stay set.
     *
     * @param max   how many at most
     * @param fires whether a timer is looked for; another one, whose process is parked, is skipped and stays set
     */
    List<Key> due(long nowMs, int max, Predicate<Key> fires) {
        List<Key> due = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> timers = store.range(before(takenUntilMs), before(nowMs + 1))) {
            while (timers.hasNext() && due.size() < max) {
                Key key = key(timers.next().key);
                if (fires.test(key)) {
                    due.add(key);
                }
            }
        }
        return due;
    }

    /** Every timer due until then has been cancelled, has fired, or waits until its process is no longer parked. */
    void takenUntil(long nowMs) {
        takenUntilMs = Math.max(takenUntilMs, nowMs);
    }

    /** A key before all timers that are due at an instant. */
    private static Bytes before(long dueMs) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(dueMs).array());
    }

    private static Bytes bytes(Key key) {
        byte[] timer = key.timer().getBytes(StandardCharsets.UTF_8);
        byte[] processId = key.processId().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + Integer.BYTES + timer.length + processId.length)
                .putLong(key.dueMs())
                .putInt(timer.length)
                .put(timer)
                .put(processId)
                .array());
    }

    private static Key key(Bytes bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.get());
        long dueMs = buffer.getLong();
        byte[] timer = new byte[buffer.getInt()];
        buffer.get(timer);
        byte[] processId = new byte[buffer.remaining()];
        buffer.get(processId);
        return new Key(dueMs, new String(timer, StandardCharsets.UTF_8), new String(processId, StandardCharsets.UTF_8));
    }
}
