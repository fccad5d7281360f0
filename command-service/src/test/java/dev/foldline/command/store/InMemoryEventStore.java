package dev.foldline.command.store;

import dev.foldline.command.store.entry.AnsweredCommands;
import dev.foldline.command.store.entry.CommandFilter;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.StreamPlace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An event store over tables in memory, with switches for what can go wrong. Several may share the tables. */
public final class InMemoryEventStore implements EventStore {

    private final InMemoryTables tables;
    private final Set<StoreFault> faults = EnumSet.noneOf(StoreFault.class);
    private final Set<Integer> away = new HashSet<>();
    private final Map<Integer, UnfinishedReplay> replays = new HashMap<>();
    private final Map<StreamId, Integer> conflicts = new HashMap<>();
    private final Set<Integer> refusing = new HashSet<>();
    private final Set<Integer> locked = new HashSet<>();

    /** The partitions of each append that was tried, in order. */
    public final List<Set<Integer>> appends = new ArrayList<>();

    /** What was looked up so far. */
    public final List<RepeatLookup> lookups = new ArrayList<>();

    /** How many ids of commands were read one by one so far. */
    public long commandsRead;

    public InMemoryEventStore(InMemoryTables tables) {
        this.tables = tables;
    }

    /** Makes this happen once, the next time that it can. */
    public void failNext(StoreFault fault) {
        faults.add(fault);
    }

    /** The database of these partitions does not answer to {@link #acquire}, as of now; that of all others does. */
    public void away(Set<Integer> partitions) {
        away.clear();
        away.addAll(partitions);
    }

    /** Somebody else writes to a stream just before each of the next appends of so many. */
    public void conflict(StreamId stream, int times) {
        conflicts.put(stream, times);
    }

    /** The database answers, and cannot append to these partitions, as of now. */
    public void cannotAppendTo(Set<Integer> partitions) {
        refusing.clear();
        refusing.addAll(partitions);
    }

    /** The database answers, and gives nobody these partitions, as of now. */
    public void cannotAcquire(Set<Integer> partitions) {
        locked.clear();
        locked.addAll(partitions);
    }

    /** The events topic's partition is being built again, as of now. */
    public void replayed(UnfinishedReplay replay) {
        replays.put(replay.partition(), replay);
    }

    /** It is whole again. */
    public void replayFinished(int partition) {
        replays.remove(partition);
    }

    @Override
    public Set<Integer> fenced(Map<Integer, Long> epochs) {
        failOn(StoreFault.READ_FAILS);
        return epochs.entrySet().stream()
                .filter(mine -> tables.cursors(mine.getKey()).epoch() != mine.getValue())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<UnfinishedReplay> unfinishedReplay(int partition) {
        return Optional.ofNullable(replays.get(partition));
    }

    @Override
    public Ownership acquire(int partition, String owner) {
        if (away.contains(partition)) {
            throw new StoreUnavailableException("the database of partition " + partition + " is away on purpose", null);
        }
        if (locked.contains(partition)) {
            throw new StoreUnavailableException(
                    "the row of partition " + partition + " is locked on purpose",
                    StoreUnavailableException.Kind.REFUSES,
                    null);
        }
        failOn(StoreFault.ACQUIRE_FAILS);
        Ownership owned = tables.acquire(partition, owner);
        failOn(StoreFault.ACQUIRE_REPLY_IS_LOST);
        return owned;
    }

    @Override
    public void load(Collection<StreamId> ids, SnapshotUse use, StreamSink sink) {
        failOn(StoreFault.READ_FAILS);
        ids.forEach(id -> tables.load(id, use, sink));
    }

    @Override
    public Map<StreamId, Map<UUID, CommandOutcome>> findOutcomes(Collection<RepeatLookup> lookups) {
        failOn(StoreFault.READ_FAILS);
        this.lookups.addAll(lookups);
        Map<StreamId, Map<UUID, CommandOutcome>> found = new HashMap<>();
        for (RepeatLookup lookup : lookups) {
            Map<UUID, CommandOutcome> ofStream = found.computeIfAbsent(lookup.stream(), _ -> new HashMap<>());
            CommandOutcome outcome = tables.findOutcome(lookup);
            if (outcome != null) {
                ofStream.merge(lookup.commandId(), outcome, CommandOutcome::standing);
            }
        }
        return found;
    }

    @Override
    public Map<StreamId, List<CommandFilter>> filters(Map<StreamId, @Nullable StreamPlace> after, int max) {
        failOn(StoreFault.READ_FAILS);
        Map<StreamId, List<CommandFilter>> filters = new HashMap<>();
        after.forEach((id, place) -> filters.put(id, tables.filters(id, place, max)));
        return filters;
    }

    @Override
    public Map<StreamId, AnsweredCommands> answered(Map<StreamId, StreamPlace> after, int max) {
        failOn(StoreFault.READ_FAILS);
        Map<StreamId, AnsweredCommands> answered = new HashMap<>();
        after.forEach((id, place) -> answered.put(id, tables.answered(id, place, max)));
        answered.values()
                .forEach(read -> commandsRead +=
                        read.ofEvents().size() + read.ofOutcomes().size());
        return answered;
    }

    @Override
    public void saveFilters(List<CommandFilter> filters) {
        failOn(StoreFault.READ_FAILS);
        tables.save(filters);
    }

    @Override
    public void append(List<PartitionBatch> batch)
            throws FencedException, WrongExpectedVersionException, AppendOutcomeUnknownException {
        appends.add(batch.stream().map(PartitionBatch::partition).collect(Collectors.toSet()));
        failOn(StoreFault.APPEND_FAILS);
        for (PartitionBatch one : batch) {
            if (refusing.contains(one.partition())) {
                throw new StoreUnavailableException(
                        "no append to partition " + one.partition() + " on purpose",
                        StoreUnavailableException.Kind.REFUSES,
                        null);
            }
            failOnConflict(one);
        }
        if (faults.remove(StoreFault.COMMIT_IS_LOST)) {
            throw new AppendOutcomeUnknownException("the commit was lost on purpose", null);
        }
        tables.append(batch);
        if (faults.remove(StoreFault.COMMIT_REPLY_IS_LOST)) {
            throw new AppendOutcomeUnknownException("the reply was lost on purpose", null);
        }
    }

    @Override
    public void readDecisions(Ownership owned, long fromOffset, int chunkMax, Consumer<PartitionBatch> sink) {
        List<PartitionBatch> commands = new ArrayList<>();
        long nextPosition = 1
                + tables.events(owned.partition()).stream()
                        .filter(event -> event.commandOffset() < fromOffset)
                        .count();
        for (long offset = fromOffset; offset < owned.nextOffset(); offset++) {
            PartitionBatch command = tables.decisionsAt(owned, offset, nextPosition);
            if (command != null) {
                commands.add(command);
                nextPosition = command.nextPosition();
            }
        }
        if (fromOffset < owned.nextOffset()) {
            inChunks(owned, nextPosition, commands, chunkMax).forEach(chunk -> {
                failOn(StoreFault.READ_FAILS);
                sink.accept(chunk);
            });
        }
    }

    private static List<PartitionBatch> inChunks(
            Ownership owned, long nextPosition, List<PartitionBatch> commands, int chunkMax) {
        List<PartitionBatch> chunks = new ArrayList<>();
        PartitionBatch chunk = empty(owned, nextPosition);
        for (PartitionBatch command : commands) {
            if (chunk.events().size() + chunk.outcomes().size() >= chunkMax) {
                chunks.add(chunk);
                chunk = empty(owned, nextPosition);
            }
            chunk.events().addAll(command.events());
            chunk.outcomes().addAll(command.outcomes());
            chunk.deadLetters().addAll(command.deadLetters());
            chunk = upTo(command.nextOffset(), command.nextPosition(), chunk);
        }
        chunks.add(upTo(owned.nextOffset(), chunk.nextPosition(), chunk));
        return chunks;
    }

    private static PartitionBatch empty(Ownership owned, long nextPosition) {
        return new PartitionBatch(
                owned.partition(),
                owned.epoch(),
                owned.nextOffset(),
                nextPosition,
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                List.of(),
                List.of());
    }

    private static PartitionBatch upTo(long nextOffset, long nextPosition, PartitionBatch chunk) {
        return new PartitionBatch(
                chunk.partition(),
                chunk.epoch(),
                nextOffset,
                nextPosition,
                chunk.events(),
                chunk.outcomes(),
                chunk.deadLetters(),
                List.of(),
                List.of());
    }

    @Override
    public long commandOffsetOf(int partition, long position) {
        failOn(StoreFault.READ_FAILS);
        return tables.events(partition).stream()
                .filter(event -> event.position() == position)
                .findFirst()
                .orElseThrow(() -> new StoreCorruptException(
                        "partition " + partition + ": the event at position " + position + " is missing", null))
                .commandOffset();
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private void failOnConflict(PartitionBatch batch) throws WrongExpectedVersionException {
        for (Map.Entry<StreamId, Integer> each : conflicts.entrySet()) {
            StreamId stream = each.getKey();
            if (each.getValue() > 0
                    && stream.partition() == batch.partition()
                    && batch.events().stream()
                            .anyMatch(event -> event.aggregateId().equals(stream.aggregateId()))) {
                each.setValue(each.getValue() - 1);
                throw new WrongExpectedVersionException(stream, stream + " has moved on purpose", null);
            }
        }
    }

    private void failOn(StoreFault fault) {
        if (faults.remove(fault)) {
            throw new StoreUnavailableException(fault + " on purpose", null);
        }
    }
}
