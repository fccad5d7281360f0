package dev.foldline.command.batch;

import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.command.stream.SnapshotCodec;
import dev.foldline.command.stream.StreamLoader;
import dev.foldline.command.stream.StreamState;
import dev.foldline.contract.TimeOrderedIds;
import dev.foldline.schema.BulkCommand;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.AvroEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final RepeatFinder repeats;
    private final CommandDecider commandDecider;
    private final BatchProbe probe;
    private final LongSupplier nanoTime;

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
    }

    /**
     * What a decider tells of its work, and the clock that it measures it by.
     *
     * @param nanoTime a clock that only measures
     */
    public record Timing(BatchProbe probe, LongSupplier nanoTime) {}

    /** A decider for one worker, over that worker's store. */
    public static BatchDecider of(DecisionContext context, EventStore store, Timing timing) {
        AggregateTypes types = context.types();
        SnapshotCodec snapshots = new SnapshotCodec(types);
        List<Schema> commands = new ArrayList<>(types.commands());
        commands.add(BulkCommand.getClassSchema());
        return new BatchDecider(
                new CommandDecoder(new AvroDecoder(context.schemas(), commands), types),
                new StreamLoader(
                        store, new AvroDecoder(context.schemas(), types.events()), types, snapshots, timing.probe()),
                new RepeatFinder(store),
                new CommandDecider(
                        context,
                        AvroEncoder.ofRecords(
                                context.schemas(), context.topics().events()),
                        new TimeOrderedIds(context.clock(), ThreadLocalRandom.current()),
                        snapshots,
                        timing.probe()),
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
        long startedNs = nanoTime.getAsLong();
        Map<PartitionDraft, List<IncomingCommand>> commands = new HashMap<>();
        records.forEach((owner, its) -> commands.put(
                new PartitionDraft(owner), its.stream().map(decoder::decode).toList()));
        startedNs = spent(Phase.DECODE, startedNs);
        loadStreams(commands);
        findRepeats(commands);
        startedNs = spent(Phase.LOAD, startedNs);
        commandDecider.startBatch(contended);
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
