package dev.foldline.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.store.entry.StoredSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two databases behave as one store: here partitions 0 and 1 are in the first, partition 2 in the second. */
final class PartitionedEventStoreTest implements EventStoreContract {

    private final InMemoryTables first = new InMemoryTables(3);
    private final InMemoryTables second = new InMemoryTables(3);

    @Override
    public EventStore open() {
        return over(new InMemoryEventStore(first));
    }

    @Override
    public EventStore openWith(StoreFault fault) {
        InMemoryEventStore store = new InMemoryEventStore(first);
        store.failNext(fault);
        return over(store);
    }

    private EventStore over(InMemoryEventStore ofFirst) {
        return new PartitionedEventStore(List.of(ofFirst, new InMemoryEventStore(second)), p -> p < 2 ? 0 : 1);
    }

    @Override
    public List<Long> snapshotVersions(StreamId id) {
        return first.snapshots(id).stream()
                .map(StoredSnapshot::aggregateVersion)
                .toList();
    }

    @Test
    void eachPartitionIsWrittenToItsOwnDatabaseAndReadFromThere() throws Exception {
        EventStore store = open();
        store.append(List.of(
                BatchBuilder.from(store.acquire(1, "w")).accepted("a", 1).build()));
        store.append(List.of(
                BatchBuilder.from(store.acquire(2, "w")).accepted("a", 2).build()));

        assertThat(first.events(1)).hasSize(1);
        assertThat(second.events(2)).hasSize(2);
        assertThat(first.events(2)).isEmpty();
        List<StreamId> ids = List.of(new StreamId(1, "a"), new StreamId(2, "a"));
        assertThat(LoadedStream.load(store, ids).values())
                .extracting(stream -> stream.events().size())
                .containsExactly(1, 2);
    }

    @Test
    void oneTransactionOverTwoDatabasesIsRefused() {
        EventStore store = open();
        List<PartitionBatch> both = List.of(
                BatchBuilder.from(store.acquire(1, "w")).accepted("a", 1).build(),
                BatchBuilder.from(store.acquire(2, "w")).accepted("a", 1).build());

        assertThatThrownBy(() -> store.append(both))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("partitions 1 and 2 are in different databases");
        assertThat(first.events(1)).isEmpty();
        assertThat(second.events(2)).isEmpty();
    }
}
