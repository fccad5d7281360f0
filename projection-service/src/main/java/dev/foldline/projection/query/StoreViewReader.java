package dev.foldline.projection.query;

import dev.foldline.projection.topology.RunningProjection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Reads a view from this instance's stores.
 *
 * <p>It answers only when every partition is here: with a partition elsewhere, or on its way, "no such row" could be
 * wrong.
 */
public final class StoreViewReader implements ViewReader {

    private final String name;
    private final Supplier<RunningProjection> serving;

    /**
     * @param serving the build that serves at the moment
     */
    public StoreViewReader(String name, Supplier<RunningProjection> serving) {
        this.name = name;
        this.serving = serving;
    }

    @Override
    public Optional<SpecificRecord> row(String key) throws ViewUnavailableException {
        try {
            return Optional.ofNullable(store().get(key));
        } catch (InvalidStateStoreException e) {
            throw moved(e);
        }
    }

    @Override
    public List<SpecificRecord> rows(int limit) throws ViewUnavailableException {
        List<SpecificRecord> rows = new ArrayList<>();
        try (KeyValueIterator<String, SpecificRecord> all = store().all()) {
            while (rows.size() < limit && all.hasNext()) {
                rows.add(all.next().value);
            }
            return rows;
        } catch (InvalidStateStoreException e) {
            throw moved(e);
        }
    }

    private ReadOnlyKeyValueStore<String, SpecificRecord> store() throws ViewUnavailableException {
        RunningProjection running = serving.get();
        KafkaStreams.State state = running.state();
        if (state != KafkaStreams.State.RUNNING) {
            throw new ViewUnavailableException(name + " is " + state + ", not RUNNING", null);
        }
        if (!running.hasAllPartitions()) {
            throw new ViewUnavailableException(name + " has partitions on another instance", null);
        }
        return running.streams().store(StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
    }

    private ViewUnavailableException moved(InvalidStateStoreException e) {
        return new ViewUnavailableException(name + " cannot be read now: " + e.getMessage(), e);
    }
}
