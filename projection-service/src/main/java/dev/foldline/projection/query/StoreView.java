package dev.foldline.projection.query;

import dev.foldline.projection.topology.RunningProjection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads a view from the stores of this instance, one per partition. */
public final class StoreView implements LocalView {

    private final String name;
    private final Supplier<RunningProjection> serving;

    /**
     * @param serving the build that serves at the moment
     */
    public StoreView(String name, Supplier<RunningProjection> serving) {
        this.name = name;
        this.serving = serving;
    }

    @Override
    public Set<Integer> here() {
        // A task is one of these from the time its stores are restored until it is given away.
        return serving.get().positions().tasks();
    }

    @Override
    public long passed(int partition) {
        return serving.get().positions().passed(partition);
    }

    @Override
    public @Nullable SpecificRecord row(int partition, String key) throws ViewUnavailableException {
        try {
            return store(partition).get(key);
        } catch (InvalidStateStoreException | IllegalStateException e) {
            throw moved(partition, e);
        }
    }

    @Override
    public List<Row> rows(int partition, int limit) throws ViewUnavailableException {
        List<Row> rows = new ArrayList<>();
        try (KeyValueIterator<String, SpecificRecord> all = store(partition).all()) {
            while (rows.size() < limit && all.hasNext()) {
                KeyValue<String, SpecificRecord> next = all.next();
                rows.add(new Row(next.key, next.value));
            }
            return rows;
        } catch (InvalidStateStoreException | IllegalStateException e) {
            throw moved(partition, e);
        }
    }

    private ReadOnlyKeyValueStore<String, SpecificRecord> store(int partition) {
        return serving.get()
                .streams()
                .store(StoreQueryParameters.<ReadOnlyKeyValueStore<String, SpecificRecord>>fromNameAndType(
                                name, QueryableStoreTypes.keyValueStore())
                        .withPartition(partition));
    }

    private ViewUnavailableException moved(int partition, RuntimeException e) {
        return new ViewUnavailableException(
                name + " partition " + partition + " cannot be read now: " + e.getMessage(), e);
    }
}
