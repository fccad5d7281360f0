package dev.foldline.command.batch.repeat;

import dev.foldline.command.store.AppendOutcomeUnknownException;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.FencedException;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.RepeatLookup;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.StreamSink;
import dev.foldline.command.store.UnfinishedReplay;
import dev.foldline.command.store.WrongExpectedVersionException;
import dev.foldline.command.store.entry.AnsweredCommands;
import dev.foldline.command.store.entry.CommandFilter;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.StreamPlace;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts what deduplication reads of another store. */
final class CountingStore implements EventStore {

    private final EventStore inner;

    /** Commands that were looked up in their range. */
    long lookups;

    /** Commands whose ids were read one by one. */
    long commandsRead;

    /** Rows of filters that were read. */
    long filtersRead;

    /** Times that the store was asked for any of this. */
    long questions;

    CountingStore(EventStore inner) {
        this.inner = inner;
    }

    void startAgain() {
        lookups = 0;
        commandsRead = 0;
        filtersRead = 0;
        questions = 0;
    }

    @Override
    public Map<StreamId, Map<UUID, CommandOutcome>> findOutcomes(Collection<RepeatLookup> wanted) {
        questions++;
        lookups += wanted.size();
        return inner.findOutcomes(wanted);
    }

    @Override
    public Map<StreamId, List<CommandFilter>> filters(Map<StreamId, @Nullable StreamPlace> after, int max) {
        questions++;
        Map<StreamId, List<CommandFilter>> filters = inner.filters(after, max);
        filters.values().forEach(its -> filtersRead += its.size());
        return filters;
    }

    @Override
    public Map<StreamId, AnsweredCommands> answered(Map<StreamId, StreamPlace> after, int max) {
        questions++;
        Map<StreamId, AnsweredCommands> answered = inner.answered(after, max);
        answered.values()
                .forEach(its ->
                        commandsRead += its.ofEvents().size() + its.ofOutcomes().size());
        return answered;
    }

    @Override
    public long commandOffsetOf(int partition, long position) {
        return inner.commandOffsetOf(partition, position);
    }

    @Override
    public void saveFilters(List<CommandFilter> filters) {
        inner.saveFilters(filters);
    }

    @Override
    public Ownership acquire(int partition, String owner) {
        return inner.acquire(partition, owner);
    }

    @Override
    public Set<Integer> fenced(Map<Integer, Long> epochs) {
        return inner.fenced(epochs);
    }

    @Override
    public Optional<UnfinishedReplay> unfinishedReplay(int partition) {
        return inner.unfinishedReplay(partition);
    }

    @Override
    public void load(Collection<StreamId> ids, SnapshotUse use, StreamSink sink) {
        inner.load(ids, use, sink);
    }

    @Override
    public void append(List<PartitionBatch> batch)
            throws FencedException, WrongExpectedVersionException, AppendOutcomeUnknownException {
        inner.append(batch);
    }

    @Override
    public void readDecisions(Ownership owned, long fromOffset, int chunkMax, Consumer<PartitionBatch> sink) {
        inner.readDecisions(owned, fromOffset, chunkMax, sink);
    }

    @Override
    public void close() {
        inner.close();
    }
}
