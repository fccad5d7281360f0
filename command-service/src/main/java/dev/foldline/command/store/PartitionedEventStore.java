package dev.foldline.command.store;

import dev.foldline.command.store.entry.AnsweredCommands;
import dev.foldline.command.store.entry.CommandFilter;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.StreamPlace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

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
    public Map<StreamId, Map<UUID, CommandOutcome>> findOutcomes(Collection<RepeatLookup> lookups) {
        Map<EventStore, List<RepeatLookup>> byStore = new HashMap<>();
        lookups.forEach(
                lookup -> byStore.computeIfAbsent(storeOf(lookup.stream().partition()), _ -> new ArrayList<>())
                        .add(lookup));
        Map<StreamId, Map<UUID, CommandOutcome>> found = new HashMap<>();
        byStore.forEach((store, its) -> found.putAll(store.findOutcomes(its)));
        return found;
    }

    @Override
    public Map<StreamId, List<CommandFilter>> filters(Map<StreamId, @Nullable StreamPlace> after, int max) {
        return ofEach(after, (store, its) -> store.filters(its, max));
    }

    @Override
    public Map<StreamId, AnsweredCommands> answered(Map<StreamId, StreamPlace> after, int max) {
        return ofEach(after, (store, its) -> store.answered(its, max));
    }

    @Override
    public void saveFilters(List<CommandFilter> filters) {
        Map<EventStore, List<CommandFilter>> byStore = new HashMap<>();
        filters.forEach(filter -> byStore.computeIfAbsent(storeOf(filter.partition()), _ -> new ArrayList<>())
                .add(filter));
        byStore.forEach(EventStore::saveFilters);
    }

    /** What each database answers of its own streams. */
    private <P extends @Nullable Object, A> Map<StreamId, A> ofEach(
            Map<StreamId, P> streams, BiFunction<EventStore, Map<StreamId, P>, Map<StreamId, A>> question) {
        Map<EventStore, Map<StreamId, P>> byStore = new HashMap<>();
        streams.forEach((id, place) -> byStore.computeIfAbsent(storeOf(id.partition()), _ -> new HashMap<>())
                .put(id, place));
        Map<StreamId, A> answers = HashMap.newHashMap(streams.size());
        byStore.forEach((store, its) -> answers.putAll(question.apply(store, its)));
        return answers;
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
