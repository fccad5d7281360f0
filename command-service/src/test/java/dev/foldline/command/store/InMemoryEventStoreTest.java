package dev.foldline.command.store;

import dev.foldline.command.store.entry.StoredSnapshot;
import java.util.List;

final class InMemoryEventStoreTest implements EventStoreContract {

    private final InMemoryTables tables = new InMemoryTables(3);

    @Override
    public EventStore open() {
        return new InMemoryEventStore(tables);
    }

    @Override
    public EventStore openWith(StoreFault fault) {
        InMemoryEventStore store = new InMemoryEventStore(tables);
        store.failNext(fault);
        return store;
    }

    @Override
    public List<Long> snapshotVersions(StreamId id) {
        return tables.snapshots(id).stream()
                .map(StoredSnapshot::aggregateVersion)
                .toList();
    }
}
