package dev.foldline.projection.query.deadletter;

import dev.foldline.projection.deadletter.ParkedEvent;
import dev.foldline.projection.deadletter.ParkedEvents;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.topology.RunningProjection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads parked keys from the stores of this instance: those before the fold and, where there is a repartitioning, those
 * before it too.
 */
public final class ParkedStores implements ParkedKeys {

    private static final Logger log = LoggerFactory.getLogger(ParkedStores.class);

    private final Supplier<Stores> stores;
    private final int partitions;

    /** The stores of one Streams application, each of them in every partition. */
    private record Stores(KafkaStreams streams, List<String> names) {}

    private ParkedStores(Supplier<Stores> stores, int partitions) {
        this.stores = stores;
        this.partitions = partitions;
    }

    /**
     * Those of a projection.
     *
     * @param serving    the build that serves at the moment
     * @param partitions of every topic
     */
    public static ParkedStores ofProjection(Supplier<RunningProjection> serving, int partitions) {
        return new ParkedStores(
                () -> {
                    RunningProjection now = serving.get();
                    return new Stores(
                            now.streams(),
                            now.isByAggregate()
                                    ? List.of(SequencedDeadLetters.STORE)
                                    : List.of(SequencedDeadLetters.STORE, SequencedDeadLetters.STORE_BY_AGGREGATE));
                },
                partitions);
    }

    /** Those of a process manager. */
    public static ParkedStores ofProcesses(KafkaStreams streams, int partitions) {
        Stores stores =
                new Stores(streams, List.of(SequencedDeadLetters.STORE, SequencedDeadLetters.STORE_BY_AGGREGATE));
        return new ParkedStores(() -> stores, partitions);
    }

    @Override
    public Set<String> everywhere() {
        Set<String> names = new TreeSet<>();
        for (String store : stores.get().names) {
            for (int partition = 0; partition < partitions; partition++) {
                names.add(name(store, partition));
            }
        }
        return names;
    }

    @Override
    public SortedMap<String, List<ParkedKey>> here(@Nullable String key, int limit) {
        Stores now = stores.get();
        SortedMap<String, List<ParkedKey>> found = new TreeMap<>();
        for (String store : now.names) {
            for (int partition = 0; partition < partitions; partition++) {
                String name = name(store, partition);
                keys(now.streams, store, partition, key, limit).ifPresent(keys -> found.put(name, keys));
            }
        }
        return found;
    }

    /** The parked keys in a store, empty where it cannot be read here now. */
    private static Optional<List<ParkedKey>> keys(
            KafkaStreams streams, String store, int partition, @Nullable String key, int limit) {
        try {
            ReadOnlyKeyValueStore<String, ParkedEvent> events =
                    streams.store(StoreQueryParameters.<ReadOnlyKeyValueStore<String, ParkedEvent>>fromNameAndType(
                                    store, QueryableStoreTypes.keyValueStore())
                            .withPartition(partition));
            try (KeyValueIterator<String, ParkedEvent> parked =
                    key == null ? events.all() : events.range(ParkedEvents.from(key), ParkedEvents.to(key))) {
                return Optional.of(keys(parked, limit));
            }
        } catch (InvalidStateStoreException | IllegalStateException e) {
            log.debug("not in the answer: {} {}: {}", store, partition, e.getMessage());
            return Optional.empty();
        }
    }

    /** The events of a key are adjacent, in their order. */
    private static List<ParkedKey> keys(KeyValueIterator<String, ParkedEvent> parked, int limit) {
        List<ParkedKey> keys = new ArrayList<>();
        while (parked.hasNext()) {
            KeyValue<String, ParkedEvent> next = parked.next();
            String key = next.value.incoming().key();
            if (!keys.isEmpty() && keys.getLast().key().equals(key)) {
                keys.set(keys.size() - 1, keys.getLast().andOneMore());
            } else if (keys.size() == limit) {
                break;
            } else {
                keys.add(new ParkedKey(
                        key,
                        1,
                        next.value.incoming().partition(),
                        next.value.incoming().position(),
                        next.value.error(),
                        next.value.attempts(),
                        Instant.ofEpochMilli(next.value.parkedAtMs()).toString()));
            }
        }
        return keys;
    }

    private static String name(String store, int partition) {
        return store + "-" + partition;
    }
}
