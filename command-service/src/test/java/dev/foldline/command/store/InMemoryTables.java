package dev.foldline.command.store;

import dev.foldline.command.store.EventStore.SnapshotUse;
import dev.foldline.command.store.entry.AnsweredCommands;
import dev.foldline.command.store.entry.AnsweredCommands.Answer;
import dev.foldline.command.store.entry.CommandFilter;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.DeadLetter;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.store.entry.StreamEvent;
import dev.foldline.command.store.entry.StreamPlace;
import dev.foldline.command.store.entry.ViewRow;
import dev.foldline.command.store.entry.ViewTable;
import dev.foldline.contract.Ids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The tables behind any number of {@link InMemoryEventStore}s. Thread-safe: every call is one transaction. */
public final class InMemoryTables {

    /** One partition's fence, cursors and rows. */
    private static final class Partition {
        long epoch;
        String owner = "";
        long nextOffset;
        final List<StoredEvent> events = new ArrayList<>();
        final Map<String, List<StoredEvent>> streams = new HashMap<>();
        final NavigableMap<Long, CommandOutcome> outcomes = new TreeMap<>();
        final NavigableMap<Long, DeadLetter> deadLetters = new TreeMap<>();
        final Map<String, NavigableMap<Long, StoredSnapshot>> snapshots = new HashMap<>();
        final Map<ViewTable, Map<String, ViewRow>> viewRows = new HashMap<>();
        final InMemoryFilters filters = new InMemoryFilters();

        long nextPosition() {
            return events.size() + 1L;
        }

        Partition copy() {
            Partition copy = new Partition();
            copy.epoch = epoch;
            copy.owner = owner;
            copy.nextOffset = nextOffset;
            copy.events.addAll(events);
            streams.forEach((id, its) -> copy.streams.put(id, new ArrayList<>(its)));
            copy.outcomes.putAll(outcomes);
            copy.deadLetters.putAll(deadLetters);
            snapshots.forEach((id, its) -> copy.snapshots.put(id, new TreeMap<>(its)));
            viewRows.forEach((table, its) -> copy.viewRows.put(table, new HashMap<>(its)));
            copy.filters.addAll(filters);
            return copy;
        }

        List<StoredEvent> stream(String aggregateId) {
            return streams.getOrDefault(aggregateId, List.of());
        }
    }

    private final List<Partition> partitions = new ArrayList<>();
    private final Set<UUID> refused = new HashSet<>();
    private boolean fencing = true;

    public InMemoryTables(int partitionCount) {
        for (int p = 0; p < partitionCount; p++) {
            partitions.add(new Partition());
        }
    }

    /** Lets owners that were replaced continue to write, to see whether a check notices. */
    public synchronized void stopFencing() {
        fencing = false;
    }

    /** The events of this command cannot be stored, as if a trigger or an index refused something in them. */
    public synchronized void refuse(UUID commandId) {
        refused.add(commandId);
    }

    /** The commands whose events cannot be stored. */
    public synchronized Set<UUID> refused() {
        return Set.copyOf(refused);
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

    /** The snapshots of a stream, oldest first. */
    public synchronized List<StoredSnapshot> snapshots(StreamId id) {
        return List.copyOf(partitions
                .get(id.partition())
                .snapshots
                .getOrDefault(id.aggregateId(), new TreeMap<>())
                .values());
    }

    /** Puts a snapshot where it was not taken. */
    public synchronized void plant(StoredSnapshot snapshot) {
        partitions
                .get(snapshot.partition())
                .snapshots
                .computeIfAbsent(snapshot.aggregateId(), _ -> new TreeMap<>())
                .put(snapshot.aggregateVersion(), snapshot);
    }

    /** The rows of all inline views of a partition that are of one table, by aggregate id. */
    public synchronized Map<String, ViewRow> viewRows(int partition, String table) {
        Map<String, ViewRow> rows = new TreeMap<>();
        partitions.get(partition).viewRows.forEach((its, ofStreams) -> {
            if (its.name().equals(table)) {
                rows.putAll(ofStreams);
            }
        });
        return rows;
    }

    /** The fence and cursors of a partition as they are. */
    public synchronized Ownership cursors(int partition) {
        Partition p = partitions.get(partition);
        return new Ownership(partition, p.epoch, p.nextOffset, p.nextPosition());
    }

    synchronized Ownership acquire(int partition, String owner) {
        Partition p = partitions.get(partition);
        String formerOwner = p.owner;
        p.epoch++;
        p.owner = owner;
        return new Ownership(partition, p.epoch, p.nextOffset, p.nextPosition(), formerOwner);
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
            checkRefused(b);
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

    private void checkRefused(PartitionBatch batch) {
        if (batch.events().stream().anyMatch(event -> refused.contains(event.causationId()))) {
            throw new RowsRefusedException("a_table", "54000", "table a_table: refused on purpose", null);
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
        batch.snapshots().forEach(snapshot -> {
            plant(snapshot);
            NavigableMap<Long, StoredSnapshot> kept = Objects.requireNonNull(p.snapshots.get(snapshot.aggregateId()));
            kept.tailMap(snapshot.aggregateVersion(), false).clear();
            while (kept.size() > EventStore.SNAPSHOTS_KEPT_MAX) {
                kept.pollFirstEntry();
            }
        });
        batch.viewRows().forEach(row -> {
            Map<String, ViewRow> ofTable = p.viewRows.computeIfAbsent(row.table(), _ -> new HashMap<>());
            if (row.values() == null) {
                ofTable.remove(row.aggregateId());
            } else {
                ofTable.put(row.aggregateId(), row);
            }
        });
        p.nextOffset = batch.nextOffset();
    }

    synchronized void load(StreamId id, SnapshotUse use, StreamSink sink) {
        Partition p = partitions.get(id.partition());
        long from = 1;
        NavigableMap<Long, StoredSnapshot> snapshots = p.snapshots.getOrDefault(id.aggregateId(), new TreeMap<>());
        if (use == SnapshotUse.NEWEST && !snapshots.isEmpty()) {
            sink.snapshot(id, snapshots.lastEntry().getValue());
            from = snapshots.lastKey();
        }
        for (StoredEvent event : p.stream(id.aggregateId())) {
            if (event.aggregateVersion() >= from) {
                sink.event(id, StreamEvent.of(event));
            }
        }
        LoadedOutcomes outcomes = outcomes(id, use == SnapshotUse.NEWEST && !snapshots.isEmpty() ? from : 0);
        if (!outcomes.commandIds().isEmpty()) {
            sink.outcomes(id, outcomes);
        }
    }

    /** A snapshot tells of all commands up to the one that left its last event. */
    private LoadedOutcomes outcomes(StreamId id, long snapshotVersion) {
        Partition p = partitions.get(id.partition());
        List<CommandOutcome> outcomes = p.outcomes.values().stream()
                .filter(outcome -> outcome.aggregateId().equals(id.aggregateId()))
                .toList();
        int older = Math.max(0, outcomes.size() - EventStore.LOADED_OUTCOMES_MAX);
        long told = p.stream(id.aggregateId()).stream()
                .filter(event -> event.aggregateVersion() == snapshotVersion)
                .mapToLong(StoredEvent::commandOffset)
                .findFirst()
                .orElse(-1);
        List<CommandOutcome> untold = outcomes.subList(0, older).stream()
                .filter(outcome -> outcome.commandOffset() > told)
                .toList();
        long olderCreatedMs = untold.isEmpty()
                ? LoadedOutcomes.NO_OLDER
                : untold.stream()
                        .mapToLong(
                                outcome -> Ids.createdAtMs(outcome.commandId()).orElse(0))
                        .max()
                        .orElse(0);
        return new LoadedOutcomes(
                outcomes.subList(older, outcomes.size()).stream()
                        .map(CommandOutcome::commandId)
                        .toList(),
                untold.size() < EventStore.OLDER_OUTCOMES_MAX ? olderCreatedMs : LoadedOutcomes.UNKNOWN);
    }

    synchronized List<CommandFilter> filters(StreamId id, @Nullable StreamPlace after, int max) {
        return partitions.get(id.partition()).filters.read(id, after, max);
    }

    synchronized void save(List<CommandFilter> filters) {
        filters.forEach(filter -> partitions.get(filter.partition()).filters.save(filter));
    }

    /** Loses all filters of a stream but those that a test wants to keep. */
    public synchronized void keepFilters(StreamId id, Predicate<CommandFilter> kept) {
        partitions.get(id.partition()).filters.keep(id, kept);
    }

    synchronized AnsweredCommands answered(StreamId id, StreamPlace after, int max) {
        Partition p = partitions.get(id.partition());
        return new AnsweredCommands(
                p.stream(id.aggregateId()).stream()
                        .filter(event -> event.aggregateVersion() > after.version())
                        .limit(max)
                        .map(event -> new Answer(event.causationId(), event.aggregateVersion()))
                        .toList(),
                p.outcomes.tailMap(after.offset(), false).values().stream()
                        .filter(outcome -> outcome.aggregateId().equals(id.aggregateId()))
                        .limit(max)
                        .map(outcome -> new Answer(outcome.commandId(), outcome.commandOffset()))
                        .toList());
    }

    synchronized @Nullable CommandOutcome findOutcome(RepeatLookup lookup) {
        Partition p = partitions.get(lookup.stream().partition());
        String aggregateId = lookup.stream().aggregateId();
        StreamPlace after = lookup.range().after();
        StreamPlace through = lookup.range().through();
        List<StoredEvent> events = p.stream(aggregateId).stream()
                .filter(event -> event.causationId().equals(lookup.commandId()))
                .filter(event ->
                        event.aggregateVersion() > after.version() && event.aggregateVersion() <= through.version())
                .toList();
        if (!events.isEmpty()) {
            return CommandOutcome.ofEvents(events);
        }
        return p.outcomes.values().stream()
                .filter(outcome -> outcome.aggregateId().equals(aggregateId))
                .filter(outcome -> outcome.commandId().equals(lookup.commandId()))
                .filter(outcome ->
                        outcome.commandOffset() > after.offset() && outcome.commandOffset() <= through.offset())
                .reduce(CommandOutcome::standing)
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
                letter == null ? List.of() : List.of(letter),
                List.of(),
                List.of());
    }
}
