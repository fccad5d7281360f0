package dev.foldline.command.ops;

import dev.foldline.command.batch.Phase;
import dev.foldline.command.loop.LoopProbe;
import dev.foldline.command.store.CommandOutcome;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.StoredEvent;
import dev.foldline.command.store.StreamId;
import dev.foldline.runtime.Health;
import dev.foldline.schema.CommandStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Turns what the loops report into metrics and health. Thread-safe. */
public final class LoopMetrics implements LoopProbe {

    private record Standing(PartitionState state, String reason) {}

    private final MeterRegistry registry;
    private final int workers;
    private final Set<String> settled = ConcurrentHashMap.newKeySet();
    private final Map<Phase, Timer> phases = new EnumMap<>(Phase.class);
    private final Map<String, Counter> commands = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> gauges = new ConcurrentHashMap<>();
    private final Map<Integer, Standing> partitions = new ConcurrentHashMap<>();
    private final Counter events;
    private final Counter duplicates;
    private final Counter deadLetters;
    private final Counter fenced;
    private final DistributionSummary batchCommands;

    /**
     * @param workers how many workers must have joined the group before this instance is ready
     */
    public LoopMetrics(MeterRegistry registry, int workers) {
        this.registry = registry;
        this.workers = workers;
        this.events = counter(CommandMetric.EVENTS);
        this.duplicates = counter(CommandMetric.DUPLICATES);
        this.deadLetters = counter(CommandMetric.DEAD_LETTERS);
        this.fenced = counter(CommandMetric.FENCED);
        this.batchCommands = DistributionSummary.builder(CommandMetric.BATCH_COMMANDS.id())
                .description(CommandMetric.BATCH_COMMANDS.sentence())
                .register(registry);
        for (Phase phase : Phase.values()) {
            phases.put(
                    phase,
                    Timer.builder(CommandMetric.PHASE.id())
                            .description(CommandMetric.PHASE.sentence())
                            .tag("phase", phase.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    @Override
    public void spent(Phase phase, long nanos) {
        Timer timer = phases.get(phase);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void cache(int hits, int misses) {}

    @Override
    public void loaded(int streams, long loadedEvents) {}

    @Override
    public void snapshotUnusable(StreamId id, String aggregateType, String reason) {}

    @Override
    public void forwarded(List<PartitionBatch> batches, long nanos) {}

    @Override
    public void committed(PartitionBatch batch) {
        int accepted = 0;
        long lastOffset = -1;
        for (StoredEvent event : batch.events()) {
            if (event.commandOffset() != lastOffset) {
                lastOffset = event.commandOffset();
                accepted++;
            }
        }
        if (accepted > 0) {
            commands(CommandStatus.ACCEPTED, "").increment(accepted);
        }
        for (CommandOutcome outcome : batch.outcomes()) {
            commands(outcome.status(), outcome.code()).increment();
            if (outcome.duplicate()) {
                duplicates.increment();
            }
        }
        events.increment(batch.events().size());
        deadLetters.increment(batch.deadLetters().size());
        batchCommands.record(accepted + batch.outcomes().size());
        gauge(CommandMetric.PARTITION_POSITION, batch.partition()).set(batch.nextPosition() - 1);
        gauge(CommandMetric.PARTITION_OFFSET, batch.partition()).set(batch.nextOffset());
    }

    @Override
    public void settled(String worker) {
        settled.add(worker);
    }

    @Override
    public void partition(int partition, PartitionState state, long epoch, String reason) {
        gauge(CommandMetric.PARTITION_EPOCH, partition).set(epoch);
        if (state == PartitionState.RELEASED) {
            partitions.remove(partition);
        } else {
            partitions.put(partition, new Standing(state, reason));
        }
        if (state == PartitionState.FENCED) {
            fenced.increment();
        }
    }

    /** Says {@link Health#OK}, or which workers or partitions of this instance take no commands now, and why. */
    public String readiness() {
        if (settled.size() < workers) {
            return settled.size() + " of " + workers + " workers have joined the group";
        }
        Map<Integer, String> troubled = new TreeMap<>();
        partitions.forEach((partition, standing) -> {
            if (standing.state() != PartitionState.OWNED) {
                troubled.put(partition, "commands-" + partition + " " + standing.state() + ": " + standing.reason());
            }
        });
        return troubled.isEmpty() ? Health.OK : String.join("; ", troubled.values());
    }

    private Counter counter(CommandMetric metric) {
        return Counter.builder(metric.id()).description(metric.sentence()).register(registry);
    }

    private Counter commands(CommandStatus status, String code) {
        return commands.computeIfAbsent(
                status + code,
                _ -> Counter.builder(CommandMetric.COMMANDS.id())
                        .description(CommandMetric.COMMANDS.sentence())
                        .tag("status", status.name().toLowerCase(Locale.ROOT))
                        .tag("code", code)
                        .register(registry));
    }

    private AtomicLong gauge(CommandMetric metric, int partition) {
        return gauges.computeIfAbsent(metric.id() + partition, _ -> {
            AtomicLong value = new AtomicLong();
            Gauge.builder(metric.id(), value, AtomicLong::doubleValue)
                    .description(metric.sentence())
                    .tag("partition", String.valueOf(partition))
                    .register(registry);
            return value;
        });
    }
}
