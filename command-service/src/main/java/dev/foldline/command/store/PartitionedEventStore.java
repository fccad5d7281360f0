package dev.foldline.command.store;

import dev.foldline.command.store.entry.CommandOutcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/** Several databases as one store: each partition has its place in one of them. Not thread-safe. */
public final class PartitionedEventStore implements EventStore {

    private final List<EventStore> databases;
    private final IntUnaryOperator databaseOf;

    /**
     * @param databaseOf index into {@code databases} of the one that holds a partition
     */
    public PartitionedEventStore(List<EventStore> databases, IntUnaryOperator databaseOf) {
        this.databases = List.copyOf(databases);
        this.databaseOf = databaseOf;
    }

    @Override
    public int databaseOf(int partition) {
        return databaseOf.applyAsInt(partition);
    }

    @Override
    public Ownership acquire(int partition, String owner) {
        return storeOf(partition).acquire(partition, owner);
    }

    @Override
    public Set<Integer> fenced(Map<Integer, Long> epochs) {
        return storeOf(epochs.keySet().iterator().next()).fenced(epochs);
    }

    @Override
    public Optional<UnfinishedReplay> unfinishedReplay(int partition) {
        return storeOf(partition).unfinishedReplay(partition);
    }

    @Override
    public void load(Collection<StreamId> ids, SnapshotUse use, StreamSink sink) {
        Map<EventStore, List<StreamId>> byStore = new HashMap<>();
        ids.forEach(id -> byStore.computeIfAbsent(storeOf(id.partition()), _ -> new ArrayList<>())
                .add(id));
        byStore.forEach((store, its) -> store.load(its, use, sink));
    }

    @Override
    public Map<StreamId, Map<UUID, CommandOutcome>> findOutcomes(Map<StreamId, List<UUID>> commandIds) {
        Map<EventStore, Map<StreamId, List<UUID>>> byStore = new HashMap<>();
        commandIds.forEach((id, commands) -> byStore.computeIfAbsent(storeOf(id.partition()), _ -> new HashMap<>())
                .put(id, commands));
        Map<StreamId, Map<UUID, CommandOutcome>> found = HashMap.newHashMap(commandIds.size());
        byStore.forEach((store, its) -> found.putAll(store.findOutcomes(its)));
        return found;
    }

    @Override
    public void append(List<PartitionBatch> batch)
            throws FencedException, WrongExpectedVersionException, AppendOutcomeUnknownException {
        int database = databaseOf(batch.getFirst().partition());
        for (PartitionBatch one : batch) {
            if (databaseOf(one.partition()) != database) {
                throw new IllegalArgumentException(
                        "partitions " + batch.getFirst().partition() + " and " + one.partition()
                                + " are in different databases, so one transaction cannot hold both");
            }
        }
        databases.get(database).append(batch);
    }

    @Override
    public void readDecisions(Ownership owned, long fromOffset, int chunkMax, Consumer<PartitionBatch> sink) {
        storeOf(owned.partition()).readDecisions(owned, fromOffset, chunkMax, sink);
    }

    @Override
    public long commandOffsetOf(int partition, long position) {
        return storeOf(partition).commandOffsetOf(partition, position);
    }

    @Override
    public void close() {
        databases.forEach(EventStore::close);
    }

    private EventStore storeOf(int partition) {
        return databases.get(databaseOf(partition));
    }
}
