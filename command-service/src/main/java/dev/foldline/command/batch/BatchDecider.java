package dev.foldline.command.batch;

import dev.foldline.command.decide.AggregateTypes;
import dev.foldline.command.store.CommandOutcome;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.LoadedStream;
import dev.foldline.command.store.StreamId;
import dev.foldline.contract.TimeOrderedIds;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.AvroEncoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
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

    private BatchDecider(CommandDecoder decoder, StreamLoader loader, EventStore store, CommandDecider commandDecider) {
        this.decoder = decoder;
        this.loader = loader;
        this.store = store;
        this.commandDecider = commandDecider;
    }

    /** A decider for one worker, over that worker's store. */
    public static BatchDecider of(Engine engine, EventStore store) {
        AggregateTypes types = engine.types();
        return new BatchDecider(
                new CommandDecoder(new AvroDecoder(engine.schemas(), types.commands()), types),
                new StreamLoader(new AvroDecoder(engine.schemas(), types.events()), types),
                store,
                new CommandDecider(
                        AvroEncoder.ofRecords(engine.schemas(), engine.topics().events()),
                        new TimeOrderedIds(engine.clock(), ThreadLocalRandom.current()),
                        engine.clock(),
                        engine.recordBytesMax()));
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
        Map<PartitionDraft, List<IncomingCommand>> commands = new HashMap<>();
        records.forEach((owner, its) -> commands.put(
                new PartitionDraft(owner), its.stream().map(decoder::decode).toList()));
        loadStreams(commands);
        findRepeats(commands);
        commandDecider.startBatch(contended);
        commands.forEach((draft, its) -> its.forEach(command -> commandDecider.decide(command, draft)));
        return new ArrayList<>(commands.keySet());
    }

    private void loadStreams(Map<PartitionDraft, List<IncomingCommand>> commands) {
        Map<StreamId, PartitionDraft> missing = new HashMap<>();
        commands.forEach((draft, its) -> its.forEach(command -> {
            if (command instanceof IncomingCommand.Decodable decodable
                    && draft.stream(decodable.stream()) == null
                    && !missing.containsKey(decodable.stream())) {
                StreamId id = decodable.stream();
                @Nullable StreamState cached = draft.owner().cached(id.aggregateId());
                if (cached == null) {
                    missing.put(id, draft);
                } else {
                    draft.add(new StreamDraft(id, cached));
                }
            }
        }));
        if (!missing.isEmpty()) {
            Collection<LoadedStream> loaded = store.load(missing.keySet()).values();
            for (LoadedStream stream : loaded) {
                PartitionDraft draft = missing.get(stream.id());
                if (draft != null) {
                    draft.add(new StreamDraft(stream.id(), loader.fold(stream)));
                }
            }
        }
    }

    private void findRepeats(Map<PartitionDraft, List<IncomingCommand>> commands) {
        Map<StreamId, List<UUID>> suspects = new HashMap<>();
        Map<StreamId, StreamDraft> streams = new HashMap<>();
        commands.forEach((draft, its) -> its.forEach(command -> {
            if (command instanceof IncomingCommand.Decodable decodable
                    && decodable.metadata().explicitId()) {
                StreamDraft stream = draft.stream(decodable.stream());
                UUID id = decodable.metadata().commandId();
                if (stream != null && stream.mayHaveAnswered(id)) {
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
}
