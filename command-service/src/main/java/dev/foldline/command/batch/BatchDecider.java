package dev.foldline.command.batch;

import dev.foldline.command.batch.rule.Refusal;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.command.stream.SnapshotCodec;
import dev.foldline.command.stream.StreamLoader;
import dev.foldline.command.stream.StreamState;
import dev.foldline.command.stream.WorkMark;
import dev.foldline.contract.TimeOrderedIds;
import dev.foldline.schema.BulkCommand;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns a batch of records into rows: decodes all, loads what is not cached in one round trip, asks the table about
 * possible repeats in another where there are any, and then decides command by command in the order of offsets.
 *
 * <p>Changes nothing outside: the drafts count only once they are committed. Not thread-safe.
 */
public final class BatchDecider {

    /**
     * How long the records of a partition that turn out to be undecodable may take in one batch: each may have asked
     * the registry for a schema that it does not have. What is left of them is for the next batch.
     */
    private static final Duration UNDECODABLE_TIME_MAX = Duration.ofMillis(200);

    private final CommandDecoder decoder;
    private final StreamLoader loader;
    private final RepeatFinder repeats;
    private final CommandDecider commandDecider;
    private final BatchProbe probe;
    private final LongSupplier nanoTime;
    private final WorkMark mark;

    private BatchDecider(
            CommandDecoder decoder,
            StreamLoader loader,
            RepeatFinder repeats,
            CommandDecider commandDecider,
            Timing timing) {
        this.decoder = decoder;
        this.loader = loader;
        this.repeats = repeats;
        this.commandDecider = commandDecider;
        this.probe = timing.probe();
        this.nanoTime = timing.nanoTime();
        this.mark = timing.mark();
    }

    /**
     * What a decider tells of its work, and the clock that it measures it by.
     *
     * @param nanoTime a clock that only measures
     * @param mark     shows what it is doing now
     */
    public record Timing(BatchProbe probe, LongSupplier nanoTime, WorkMark mark) {

        /** With a mark that nobody looks at. */
        public Timing(BatchProbe probe, LongSupplier nanoTime) {
            this(probe, nanoTime, new WorkMark());
        }
    }

    /** A decider for one worker, over that worker's store. */
    public static BatchDecider of(DecisionContext context, EventStore store, Timing timing) {
        return of(context, store, timing, ThreadLocalRandom.current());
    }

    /** The same with event ids that are drawn from a random of the caller's. */
    public static BatchDecider of(
            DecisionContext context, EventStore store, Timing timing, RandomGenerator randomOfIds) {
        AggregateTypes types = context.types();
        SnapshotCodec snapshots = new SnapshotCodec(types);
        List<Schema> commands = new ArrayList<>(types.commands());
        commands.add(BulkCommand.getClassSchema());
        return new BatchDecider(
                new CommandDecoder(new AvroDecoder(context.schemas(), commands), types, context.keyPlace()),
                new StreamLoader(
                        store,
                        new AvroDecoder(context.schemas(), types.events()),
                        snapshots,
                        timing.probe(),
                        timing.mark()),
                new RepeatFinder(store),
                new CommandDecider(
                        context,
                        AvroEncoder.ofEvents(context.schemas(), context.topics().events()),
                        new TimeOrderedIds(context.clock(), randomOfIds),
                        snapshots,
                        timing),
                timing);
    }

    /**
     * Decides the records of some partitions. Where a command needs a schema that cannot be had now, its partition's
     * draft ends before it and says so ({@link PartitionDraft#heldBy}); the other partitions are decided whole.
     *
     * @param records   by their owner, in the order of offsets, none below the owner's next offset
     * @param contended streams that others keep writing to; their commands fail
     * @throws dev.foldline.command.store.StoreUnavailableException if the table cannot be read now
     */
    public List<PartitionDraft> decide(
            Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>> records, Set<StreamId> contended) {
        return decide(records, contended, null);
    }

    /**
     * Decides that one record fails, unless it repeats one that was decided before. The domain is not asked. Where a
     * schema cannot be had now, the draft is held, as in {@link #decide(Map, Set)}.
     *
     * @throws dev.foldline.command.store.StoreUnavailableException if the table cannot be read now
     */
    public PartitionDraft setAside(OwnedPartition owner, ConsumerRecord<byte[], byte[]> record, Refusal refusal) {
        return decide(Map.of(owner, List.of(record)), Set.of(), refusal).getFirst();
    }

    /** The same where not even that can be decided or stored: by the record's bytes and its place alone. */
    public PartitionDraft setAsideBare(OwnedPartition owner, ConsumerRecord<byte[], byte[]> record, Refusal refusal) {
        PartitionDraft draft = new PartitionDraft(owner);
        IncomingCommand.Undecodable bare = decoder.setAside(record, refusal);
        // What memory says of the stream does not have this command.
        owner.forget(bare.aggregateId());
        commandDecider.startBatch(Set.of(), refusal);
        commandDecider.failBare(bare, draft);
        return draft;
    }

    private List<PartitionDraft> decide(
            Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>> records,
            Set<StreamId> contended,
            @Nullable Refusal refusal) {
        try {
            return decideAll(records, contended, refusal);
        } finally {
            mark.at(null);
        }
    }

    private List<PartitionDraft> decideAll(
            Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>> records,
            Set<StreamId> contended,
            @Nullable Refusal refusal) {
        long startedNs = nanoTime.getAsLong();
        Map<PartitionDraft, List<IncomingCommand>> commands = new LinkedHashMap<>();
        records.forEach((owner, its) -> {
            PartitionDraft draft = new PartitionDraft(owner);
            commands.put(draft, decode(its, draft));
        });
        startedNs = spent(Phase.DECODE, startedNs);
        loadStreams(commands);
        findRepeats(commands);
        startedNs = spent(Phase.LOAD, startedNs);
        commandDecider.startBatch(contended, refusal);
        commands.forEach((draft, its) -> {
            decide(its, draft);
            commandDecider.finish(draft);
        });
        spent(Phase.DECIDE, startedNs);
        return new ArrayList<>(commands.keySet());
    }

    private void decide(List<IncomingCommand> commands, PartitionDraft draft) {
        for (IncomingCommand command : commands) {
            try {
                commandDecider.decide(command, draft);
            } catch (RegistryUnavailableException e) {
                draft.hold(String.valueOf(e.getMessage()));
                return;
            }
        }
    }

    private List<IncomingCommand> decode(List<ConsumerRecord<byte[], byte[]>> records, PartitionDraft draft) {
        long startedNs = nanoTime.getAsLong();
        List<IncomingCommand> commands = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                commands.add(decoder.decode(record));
            } catch (RegistryUnavailableException e) {
                draft.hold(String.valueOf(e.getMessage()));
                return commands;
            }
            if (commands.getLast() instanceof IncomingCommand.Undecodable
                    && nanoTime.getAsLong() - startedNs > UNDECODABLE_TIME_MAX.toNanos()
                    && commands.size() < records.size()) {
                draft.hold("records that cannot be decoded take long, the next is at offset " + (record.offset() + 1));
                return commands;
            }
        }
        return commands;
    }

    /** Gives the time at which the next phase begins. */
    private long spent(Phase phase, long startedNs) {
        long endedNs = nanoTime.getAsLong();
        probe.spent(phase, endedNs - startedNs);
        return endedNs;
    }

    private void loadStreams(Map<PartitionDraft, List<IncomingCommand>> commands) {
        Map<StreamId, PartitionDraft> missing = new HashMap<>();
        int[] hits = {0};
        commands.forEach((draft, its) -> its.forEach(command -> {
            StreamId id = streamOf(command);
            if (id != null && draft.stream(id) == null && !missing.containsKey(id)) {
                @Nullable StreamState cached = draft.owner().cached(id.aggregateId());
                if (cached == null) {
                    missing.put(id, draft);
                } else {
                    hits[0]++;
                    draft.add(new StreamDraft(id, cached));
                }
            }
        }));
        probe.cache(hits[0], missing.size());
        if (!missing.isEmpty()) {
            Map<StreamId, RegistryUnavailableException> unreadable = new HashMap<>();
            Map<StreamId, StreamState> loaded = loader.load(missing.keySet(), unreadable);
            commands.forEach((draft, its) -> holdBeforeFirst(unreadable, its, draft));
            missing.forEach((id, draft) -> {
                if (!unreadable.containsKey(id)) {
                    draft.add(new StreamDraft(id, requireLoaded(loaded, id)));
                }
            });
        }
    }

    /** Leaves out the first command for a stream that cannot be read now, and all after it. */
    private static void holdBeforeFirst(
            Map<StreamId, RegistryUnavailableException> unreadable,
            List<IncomingCommand> commands,
            PartitionDraft draft) {
        for (int i = 0; i < commands.size() && !unreadable.isEmpty(); i++) {
            StreamId id = streamOf(commands.get(i));
            RegistryUnavailableException because = id == null ? null : unreadable.get(id);
            if (because != null) {
                draft.hold(String.valueOf(because.getMessage()));
                commands.subList(i, commands.size()).clear();
            }
        }
    }

    private void findRepeats(Map<PartitionDraft, List<IncomingCommand>> commands) {
        RepeatFinder.Search search = repeats.new Search();
        commands.forEach((draft, its) -> its.forEach(command -> {
            StreamId remembering = command.rememberedBy();
            if (remembering != null) {
                search.add(command.metadata().commandId(), draft.loaded(remembering), draft.owner());
            }
        }));
        search.run();
    }

    /** The stream that a command is decided on, or, where it cannot be decoded, the one that remembers its id. */
    private static @Nullable StreamId streamOf(IncomingCommand command) {
        return command instanceof IncomingCommand.Decodable decodable ? decodable.stream() : command.rememberedBy();
    }

    private static StreamState requireLoaded(Map<StreamId, StreamState> loaded, StreamId id) {
        StreamState state = loaded.get(id);
        if (state == null) {
            throw new IllegalStateException(id + " was asked for and not loaded");
        }
        return state;
    }
}
