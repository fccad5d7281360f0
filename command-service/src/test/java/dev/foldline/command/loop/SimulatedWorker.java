package dev.foldline.command.loop;

import dev.foldline.command.batch.BatchDecider;
import dev.foldline.command.batch.DecisionContext;
import dev.foldline.command.batch.Phase;
import dev.foldline.command.batch.rule.RecordLimits;
import dev.foldline.command.forward.ForwardRecords;
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
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.command.stream.SnapshotPolicy;
import dev.foldline.contract.Topics;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One worker of the simulated write path: the real loop over a simulated group, any tables, simulated
 * transactions.
 */
public final class SimulatedWorker {

    /** What states may take in memory: so little that streams are loaded again and again. */
    private static final int CACHE_BYTES_MAX = 2_000;

    /** So few that most streams are loaded from a snapshot. */
    private static final SnapshotPolicy SNAPSHOTS = new SnapshotPolicy(3, Map.of());

    private static final Duration PAUSE = Duration.ofNanos(1);

    /** So short that a worker asks every few turns whether its partitions are still its own. */
    private static final Duration SESSION_TIMEOUT = PAUSE.multipliedBy(20);

    private static final Duration STOPPED_PAUSE = PAUSE.multipliedBy(100);

    public final String name;
    final EventStore store;
    final SimulatedForwarder forwarder;
    final CommandLoop loop;

    /** Why a partition was given up, by partition. */
    public final Map<Integer, String> stopped = new TreeMap<>();

    /** Why the last batch of a partition did not get through, by partition. */
    final Map<Integer, String> troubles = new TreeMap<>();
    /** Why a partition waited last, by partition. */
    public final Map<Integer, String> waiting = new TreeMap<>();

    /** The partitions that were released. */
    final Set<Integer> released = new TreeSet<>();

    /**
     * @param beforeAppend runs just before a batch reaches the tables, when another owner may come in between
     */
    public SimulatedWorker(
            String name, SimulatedKafka kafka, EventStore store, DecisionContext context, Runnable beforeAppend) {
        this.name = name;
        this.store = store;
        this.forwarder =
                new SimulatedForwarder(kafka, name, new ForwardRecords(Topics.DEFAULT, encoder(context.schemas())));
        EventStore interrupted = new InterruptedStore(store, beforeAppend);
        LongSupplier clock = new LongSupplier() {
            private long now;

            @Override
            public long getAsLong() {
                return now += PAUSE.toNanos();
            }
        };
        LoopSettings settings = new LoopSettings(
                name,
                SESSION_TIMEOUT,
                Duration.ZERO,
                CACHE_BYTES_MAX,
                3,
                PAUSE,
                PAUSE,
                STOPPED_PAUSE,
                Duration.ofDays(1),
                2);
        LoopProbe stops = new Stops();
        this.loop = new CommandLoop(
                new LoopDependencies(new SimulatedSource(kafka, name), interrupted, forwarder, stops, clock),
                settings,
                BatchDecider.of(
                        context,
                        interrupted,
                        new BatchDecider.Timing(stops, clock),
                        new SplittableRandom(kafka.nextSeed())));
    }

    /** Turns of the loop, and as many steps of what it forwards. */
    public void takeTurns(int turns) {
        for (int turn = 0; turn < turns; turn++) {
            loop.turn();
            forwarder.step();
        }
    }

    static DecisionContext context(int partitions, RegistrySchemas schemas, InstantSource clock) {
        return context(partitions, schemas, clock, DecisionContext.Checks.ALL);
    }

    /** For tests that say themselves which key is in which partition. */
    public static DecisionContext anyPlace(RegistrySchemas schemas, InstantSource clock) {
        return context(1, schemas, clock, new DecisionContext.Checks(true, false));
    }

    private static DecisionContext context(
            int partitions, RegistrySchemas schemas, InstantSource clock, DecisionContext.Checks checks) {
        return new DecisionContext(
                AggregateTypes.discover(),
                schemas,
                Topics.DEFAULT,
                partitions,
                clock,
                RecordLimits.of(1_000_000),
                SNAPSHOTS,
                checks);
    }

    private static AvroEncoder encoder(RegistrySchemas schemas) {
        return AvroEncoder.ofValue(schemas, Topics.DEFAULT.commandResults());
    }

    /** Keeps only what was given up. */
    private final class Stops implements LoopProbe {
        @Override
        public void spent(Phase phase, long nanos) {}

        @Override
        public void cache(int hits, int misses) {}

        @Override
        public void loaded(int streams, long events) {}

        @Override
        public void snapshotUnusable(StreamId id, String aggregateType, String reason) {}

        @Override
        public void snapshotNotTaken(StreamId id, String aggregateType, String reason) {}

        @Override
        public void forwarded(List<PartitionBatch> batches, long nanos) {}

        @Override
        public void committed(PartitionBatch batch) {}

        @Override
        public void settled(String worker) {}

        @Override
        public void turned(String worker) {}

        @Override
        public void left(String worker) {}

        @Override
        public void trouble(String worker, int partition, String reason) {
            if (reason.isEmpty()) {
                troubles.remove(partition);
            } else {
                troubles.put(partition, reason);
            }
        }

        @Override
        public void partition(String worker, int partition, PartitionState state, long epoch, String reason) {
            if (state == PartitionState.STOPPED) {
                stopped.put(partition, reason);
            } else if (state == PartitionState.WAITING) {
                waiting.put(partition, reason);
            } else if (state == PartitionState.RELEASED) {
                released.add(partition);
            }
        }
    }

    /** Even and odd partitions are in different databases, though the tables in memory do not mind. */
    private record InterruptedStore(EventStore inner, Runnable beforeAppend) implements EventStore {

        @Override
        public int databaseOf(int partition) {
            return partition % 2;
        }

        @Override
        public Optional<UnfinishedReplay> unfinishedReplay(int partition) {
            return inner.unfinishedReplay(partition);
        }

        @Override
        public Set<Integer> fenced(Map<Integer, Long> epochs) {
            return inner.fenced(epochs);
        }

        @Override
        public Ownership acquire(int partition, String owner) {
            return inner.acquire(partition, owner);
        }

        @Override
        public void load(Collection<StreamId> ids, SnapshotUse use, StreamSink sink) {
            inner.load(ids, use, sink);
        }

        @Override
        public Map<StreamId, Map<UUID, CommandOutcome>> findOutcomes(Collection<RepeatLookup> lookups) {
            return inner.findOutcomes(lookups);
        }

        @Override
        public Map<StreamId, List<CommandFilter>> filters(Map<StreamId, @Nullable StreamPlace> after, int max) {
            return inner.filters(after, max);
        }

        @Override
        public Map<StreamId, AnsweredCommands> answered(Map<StreamId, StreamPlace> after, int max) {
            return inner.answered(after, max);
        }

        @Override
        public void saveFilters(List<CommandFilter> filters) {
            inner.saveFilters(filters);
        }

        @Override
        public void append(List<PartitionBatch> batch)
                throws FencedException, WrongExpectedVersionException, AppendOutcomeUnknownException {
            if (batch.stream()
                            .map(one -> databaseOf(one.partition()))
                            .distinct()
                            .count()
                    > 1) {
                throw new AssertionError("one transaction over two databases");
            }
            beforeAppend.run();
            inner.append(batch);
        }

        @Override
        public void readDecisions(Ownership owned, long fromOffset, int chunkMax, Consumer<PartitionBatch> sink) {
            inner.readDecisions(owned, fromOffset, chunkMax, sink);
        }

        @Override
        public long commandOffsetOf(int partition, long position) {
            return inner.commandOffsetOf(partition, position);
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
