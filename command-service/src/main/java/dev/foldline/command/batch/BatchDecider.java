package dev.foldline.command.batch;

import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.command.stream.SnapshotCodec;
import dev.foldline.command.stream.StreamLoader;
import dev.foldline.command.stream.StreamState;
import dev.foldline.command.stream.WorkMark;
import dev.foldline.contract.TimeOrderedIds;
import dev.foldline.schema.BulkCommand;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.AvroEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
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

    private final CommandDecoder decoder;
    private final StreamLoader loader;
    private final EventStore store;
    private final CommandDecider commandDecider;
    private final BatchProbe probe;
    private final LongSupplier nanoTime;
    private final WorkMark mark;

    private BatchDecider(
            CommandDecoder decoder,
            StreamLoader loader,
            EventStore store,
            CommandDecider commandDecider,
            Timing timing) {
        this.decoder = decoder;
        this.loader = loader;
        this.store = store;
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
        AggregateTypes types = context.types();
        SnapshotCodec snapshots = new SnapshotCodec(types);
        List<Schema> commands = new ArrayList<>(types.commands());
        commands.add(BulkCommand.getClassSchema());
        return new BatchDecider(
                new CommandDecoder(new AvroDecoder(context.schemas(), commands), types),
                new StreamLoader(
                        store,
                        new AvroDecoder(context.schemas(), types.events()),
                        snapshots,
                        timing.probe(),
                        timing.mark()),
                store,
                new CommandDecider(
                        context,
                        AvroEncoder.ofRecords(
                                context.schemas(), context.topics().events()),
                        new TimeOrderedIds(context.clock(), ThreadLocalRandom.current()),
                        snapshots,
                        timing.mark()),
                timing);
    }

    /**
     * Decides the records of some partitions.
     *
     * @param records   by their owner, in the order of offsets, none below the owner's next offset
     * @param contended streams that others keep writing to; their commands fail
     * @throws dev.foldline.serde.RegistryUnavailableException          if a schema cannot be had now
     * @throws dev.foldline.command.store.StoreUnavailableException if the table cannot be read now
     */
    public List<PartitionDraft> decide(
            Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>> records, Set<StreamId> contended) {
        return decide(records, contended, null);
    }

    /**
     * Decides that one record fails, unless it repeats one that was decided before. The domain is not asked.
     *
     * @throws dev.foldline.serde.RegistryUnavailableException          if a schema cannot be had now
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
        records.forEach((owner, its) -> commands.put(
                new PartitionDraft(owner), its.stream().map(decoder::decode).toList()));
        startedNs = spent(Phase.DECODE, startedNs);
        loadStreams(commands);
        findRepeats(commands);
        startedNs = spent(Phase.LOAD, startedNs);
        commandDecider.startBatch(contended, refusal);
        commands.forEach((draft, its) -> {
            its.forEach(command -> commandDecider.decide(command, draft));
            commandDecider.finish(draft);
        });
        spent(Phase.DECIDE, startedNs);
        return new ArrayList<>(commands.keySet());
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
            Map<StreamId, StreamState> loaded = loader.load(missing.keySet());
            missing.forEach((id, draft) -> draft.add(new StreamDraft(id, requireLoaded(loaded, id))));
        }
    }

    private void findRepeats(Map<PartitionDraft, List<IncomingCommand>> commands) {
        Map<StreamId, List<UUID>> suspects = new HashMap<>();
        Map<StreamId, StreamDraft> streams = new HashMap<>();
        commands.forEach((draft, its) -> its.forEach(command -> {
            StreamId remembering = command.rememberedBy();
            if (remembering != null) {
                StreamDraft stream = draft.loaded(remembering);
                UUID id = command.metadata().commandId();
                if (stream.mayHaveAnswered(id)) {
                    suspects.computeIfAbsent(stream.id(), _ -> new ArrayList<>())
                            .add(id);
                    streams.put(stream.id(), stream);
                }
            }
        }));
        if (!suspects.isEmpty()) {
            Map<StreamId, Map<UUID, CommandOutcome>> found = store.findOutcomes(suspects);
            streams.forEach((id, stream) -> stream.foundOutcomes(found.getOrDefault(id, Map.of())));
        }
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
