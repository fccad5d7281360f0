package dev.foldline.command.store;

import dev.foldline.contract.Ids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The tables behind any number of {@link InMemoryEventStore}s. Thread-safe: every call is one transaction. */
public final class InMemoryTables {

    /** One partition's fence, cursors and rows. */
    private static final class Partition {
        long epoch;
        long nextOffset;
        final List<StoredEvent> events = new ArrayList<>();
        final Map<String, List<StoredEvent>> streams = new HashMap<>();
        final NavigableMap<Long, CommandOutcome> outcomes = new TreeMap<>();
        final NavigableMap<Long, DeadLetter> deadLetters = new TreeMap<>();

        long nextPosition() {
            return events.size() + 1L;
        }

        Partition copy() {
            Partition copy = new Partition();
            copy.epoch = epoch;
            copy.nextOffset = nextOffset;
            copy.events.addAll(events);
            streams.forEach((id, its) -> copy.streams.put(id, new ArrayList<>(its)));
            copy.outcomes.putAll(outcomes);
            copy.deadLetters.putAll(deadLetters);
            return copy;
        }

        List<StoredEvent> stream(String aggregateId) {
            return streams.getOrDefault(aggregateId, List.of());
        }
    }

    private final List<Partition> partitions = new ArrayList<>();
    private boolean fencing = true;

    public InMemoryTables(int partitionCount) {
        for (int p = 0; p < partitionCount; p++) {
            partitions.add(new Partition());
        }
    }

    /** Lets owners that were replaced go on writing, to see whether anyone notices. */
    public synchronized void stopFencing() {
        fencing = false;
    }

    /** The tables as they are, to {@link #restore} later. */
    public synchronized InMemoryTables backUp() {
        InMemoryTables backup = new InMemoryTables(0);
        partitions.forEach(partition -> backup.partitions.add(partition.copy()));
        return backup;
    }

    /** Everything is again as it was when this backup was made. */
    public synchronized void restore(InMemoryTables backup) {
        partitions.clear();
        backup.partitions.forEach(partition -> partitions.add(partition.copy()));
    }

    /** All events of a partition, in order of position. */
    public synchronized List<StoredEvent> events(int partition) {
        return List.copyOf(partitions.get(partition).events);
    }

    /** All outcomes of a partition, in order of offset. */
    public synchronized List<CommandOutcome> outcomes(int partition) {
        return List.copyOf(partitions.get(partition).outcomes.values());
    }

    /** All dead letters of a partition, in order of offset. */
    public synchronized List<DeadLetter> deadLetters(int partition) {
        return List.copyOf(partitions.get(partition).deadLetters.values());
    }

    /** The fence and cursors of a partition as they are. */
    public synchronized Ownership cursors(int partition) {
        Partition p = partitions.get(partition);
        return new Ownership(partition, p.epoch, p.nextOffset, p.nextPosition());
    }

    synchronized Ownership acquire(int partition) {
        partitions.get(partition).epoch++;
        return cursors(partition);
    }

    synchronized void append(List<PartitionBatch> batch) throws FencedException, WrongExpectedVersionException {
        Set<Integer> fenced = new HashSet<>();
        for (PartitionBatch b : batch) {
            if (fencing && partitions.get(b.partition()).epoch != b.epoch()) {
                fenced.add(b.partition());
            }
        }
        if (!fenced.isEmpty()) {
            throw new FencedException(fenced);
        }
        for (PartitionBatch b : batch) {
            Partition p = partitions.get(b.partition());
            if (fencing) {
                b.requireGoesOnFrom(p.nextOffset, p.nextPosition());
            }
            checkVersions(p, b);
        }
        batch.forEach(this::write);
    }

    private static void checkVersions(Partition p, PartitionBatch batch) throws WrongExpectedVersionException {
        Set<StreamVersion> written = new HashSet<>();
        for (StoredEvent event : batch.events()) {
            if (event.aggregateVersion() <= p.stream(event.aggregateId()).size()
                    || !written.add(new StreamVersion(event.aggregateId(), event.aggregateVersion()))) {
                throw new WrongExpectedVersionException(
                        new StreamId(batch.partition(), event.aggregateId()),
                        "stream " + event.aggregateId() + " has version " + event.aggregateVersion() + " already",
                        null);
            }
        }
    }

    private record StreamVersion(String aggregateId, long version) {}

    private void write(PartitionBatch batch) {
        Partition p = partitions.get(batch.partition());
        for (StoredEvent event : batch.events()) {
            p.events.add(event);
            p.streams
                    .computeIfAbsent(event.aggregateId(), _ -> new ArrayList<>())
                    .add(event);
        }
        batch.outcomes().forEach(outcome -> p.outcomes.put(outcome.commandOffset(), outcome));
        batch.deadLetters().forEach(letter -> p.deadLetters.put(letter.commandOffset(), letter));
        p.nextOffset = batch.nextOffset();
    }

    synchronized LoadedStream load(StreamId id) {
        Partition p = partitions.get(id.partition());
        List<UUID> commandIds = p.outcomes.values().stream()
                .filter(outcome -> outcome.aggregateId().equals(id.aggregateId()))
                .map(CommandOutcome::commandId)
                .toList();
        int older = Math.max(0, commandIds.size() - EventStore.LOADED_OUTCOMES_MAX);
        long olderCreatedMs = older == 0
                ? LoadedStream.NO_OLDER_OUTCOMES
                : commandIds.subList(0, older).stream()
                        .flatMapToLong(commandId ->
                                LongStream.of(Ids.createdAtMs(commandId).orElse(0)))
                        .max()
                        .orElse(0);
        return new LoadedStream(
                id,
                List.copyOf(p.stream(id.aggregateId())),
                List.copyOf(commandIds.subList(older, commandIds.size())),
                olderCreatedMs);
    }

    synchronized @Nullable CommandOutcome findOutcome(StreamId id, UUID commandId) {
        Partition p = partitions.get(id.partition());
        List<StoredEvent> events = p.stream(id.aggregateId()).stream()
                .filter(event -> event.causationId().equals(commandId))
                .toList();
        if (!events.isEmpty()) {
            return CommandOutcome.ofEvents(events);
        }
        return p.outcomes.values().stream()
                .filter(outcome -> outcome.aggregateId().equals(id.aggregateId()))
                .filter(outcome -> outcome.commandId().equals(commandId))
                .findFirst()
                .orElse(null);
    }

    /** The decisions of one command; null where its offset has none. */
    synchronized @Nullable PartitionBatch decisionsAt(Ownership owned, long offset, long nextPosition) {
        Partition p = partitions.get(owned.partition());
        List<StoredEvent> events = p.events.stream()
                .filter(event -> event.commandOffset() == offset)
                .toList();
        CommandOutcome outcome = p.outcomes.get(offset);
        DeadLetter letter = p.deadLetters.get(offset);
        if (events.isEmpty() && outcome == null) {
            return null;
        }
        return new PartitionBatch(
                owned.partition(),
                owned.epoch(),
                offset + 1,
                nextPosition + events.size(),
                events,
                outcome == null ? List.of() : List.of(outcome),
                letter == null ? List.of() : List.of(letter));
    }
}
