package dev.foldline.projection.gate;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** The gates of one projection, for the partitions that this process has at the moment. Thread-safe. */
public final class Gates {

    /** Name of the state store behind the gates. */
    public static final String STORE = "gate";

    /** Name of the state store of the gates behind a repartitioning. */
    public static final String ROW_STORE = "row-gate";

    /** A commit adds one record per partition; small segments let the cleaner keep up, so that a restore is short. */
    private static final Map<String, String> CHANGELOG =
            Map.of("segment.bytes", Integer.toString(16 * 1024 * 1024), "min.cleanable.dirty.ratio", "0.1");

    private final String projection;
    private final Map<Integer, Gate> gates = new ConcurrentHashMap<>();

    public Gates(String projection) {
        this.projection = projection;
    }

    /** Store of gates' states: by partition, in memory, cached, with a changelog. */
    public static StoreBuilder<KeyValueStore<Integer, GateState>> storeBuilder(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.Integer(), new GateStateSerde())
                .withCachingEnabled()
                .withLoggingEnabled(CHANGELOG);
    }

    /** The gate of a partition that a stream thread now owns. */
    public Gate open(int partition, KeyValueStore<Integer, GateState> store) {
        Gate gate = new Gate(projection, partition, store, true);
        gates.put(partition, gate);
        return gate;
    }

    /**
     * The gate behind a repartitioning: one of a task's several, which each see some positions of a partition. It
     * drops repeats, knows no gap, and is not shown.
     */
    public Gate openBehind(int partition, KeyValueStore<Integer, GateState> store) {
        return new Gate(projection, partition, store, false);
    }

    /** Forgets a gate whose partition goes elsewhere, unless its successor is open already. */
    public void close(int partition, Gate gate) {
        gates.remove(partition, gate);
    }

    /** What each gate has seen, by partition. */
    public SortedMap<Integer, GateState> states() {
        SortedMap<Integer, GateState> states = new TreeMap<>();
        gates.forEach((partition, gate) -> states.put(partition, gate.state()));
        return states;
    }

    /** What the gate of one partition has seen, null where the partition is not here. */
    public @Nullable GateState state(int partition) {
        Gate gate = gates.get(partition);
        return gate == null ? null : gate.state();
    }
}
