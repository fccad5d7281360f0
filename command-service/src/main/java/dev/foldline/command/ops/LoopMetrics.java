package dev.foldline.command.ops;

import dev.foldline.command.batch.Phase;
import dev.foldline.command.loop.LoopProbe;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.runtime.Health;
import dev.foldline.schema.CommandStatus;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToDoubleFunction;

/** Turns what the loops report into metrics and health. Thread-safe. */
public final class LoopMetrics implements LoopProbe {

    private final Meters meters;
    private final int workers;
    private final WorkerTurns turns;
    private final Set<String> settled = ConcurrentHashMap.newKeySet();
    private final Map<Phase, Timer> phases = new EnumMap<>(Phase.class);
    private final DistributionSummary batchCommands;
    private final PartitionStats partitions;
    private final SnapshotFaults snapshotFaults;
    private volatile IntToDoubleFunction unattended = _ -> Double.NaN;

    /**
     * @param workers how many workers must be in the group for this instance to be ready
     */
    public LoopMetrics(MeterRegistry registry, int workers, WorkerTurns turns) {
        this.meters = new Meters(registry);
        this.workers = workers;
        this.turns = turns;
        this.batchCommands = meters.summary(CommandMetric.BATCH_COMMANDS);
        this.partitions = new PartitionStats(meters);
        this.snapshotFaults = new SnapshotFaults(meters);
        for (Phase phase : Phase.values()) {
            phases.put(phase, meters.timer(CommandMetric.PHASE, "phase", nameOf(phase)));
        }
        meters.gauge(CommandMetric.WORKERS_MISSING, this, LoopMetrics::missing);
        // Shown from the start, so that a rate of theirs has something to begin at.
        List.of(
                        CommandMetric.EVENTS,
                        CommandMetric.DUPLICATES,
                        CommandMetric.DEAD_LETTERS,
                        CommandMetric.FENCED,
                        CommandMetric.CACHE_HITS,
                        CommandMetric.CACHE_MISSES,
                        CommandMetric.REPLAY_STREAMS,
                        CommandMetric.REPLAY_EVENTS)
                .forEach(meters::counter);
    }

    static String nameOf(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void spent(Phase phase, long nanos) {
        Timer timer = phases.get(phase);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void cache(int hits, int misses) {
        meters.counter(CommandMetric.CACHE_HITS).increment(hits);
        meters.counter(CommandMetric.CACHE_MISSES).increment(misses);
    }

    @Override
    public void loaded(int streams, long loadedEvents) {
        meters.counter(CommandMetric.REPLAY_STREAMS).increment(streams);
        meters.counter(CommandMetric.REPLAY_EVENTS).increment((double) loadedEvents);
    }

    @Override
    public void snapshotUnusable(StreamId id, String aggregateType, String reason) {
        snapshotFaults.unusable(id, aggregateType, reason);
    }

    @Override
    public void snapshotNotTaken(StreamId id, String aggregateType, String reason) {
        snapshotFaults.notTaken(id, aggregateType, reason);
    }

    @Override
    public void forwarded(List<PartitionBatch> batches, long nanos) {
        spent(Phase.FORWARD, nanos);
        batches.forEach(partitions::forwarded);
    }

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
            commands(CommandStatus.ACCEPTED, "", accepted);
        }
        for (CommandOutcome outcome : batch.outcomes()) {
            commands(outcome.status(), outcome.code(), 1);
            if (outcome.duplicate()) {
                meters.counter(CommandMetric.DUPLICATES).increment();
            }
        }
        meters.counter(CommandMetric.EVENTS).increment(batch.events().size());
        meters.counter(CommandMetric.DEAD_LETTERS).increment(batch.deadLetters().size());
        batchCommands.record(accepted + batch.outcomes().size());
        partitions.committed(batch);
    }

    @Override
    public void settled(String worker) {
        turns.joined(worker);
        settled.add(worker);
    }

    @Override
    public void turned(String worker) {
        turns.finished(worker);
    }

    @Override
    public void left(String worker) {
        settled.remove(worker);
        turns.left(worker);
        partitions.left(worker);
    }

    @Override
    public void partition(String worker, int partition, PartitionState state, long epoch, String reason) {
        partitions.become(worker, partition, state, epoch, reason);
        if (state == PartitionState.FENCED) {
            meters.counter(CommandMetric.FENCED).increment();
        }
    }

    @Override
    public void trouble(String worker, int partition, String reason) {
        partitions.trouble(worker, partition, reason);
    }

    /** Says {@link Health#OK}, or which workers or partitions of this instance take no commands now, and why. */
    public String readiness() {
        if (settled.size() < workers) {
            return settled.size() + " of " + workers + " workers have joined the group";
        }
        List<String> trouble = new ArrayList<>();
        turns.late().forEach((worker, taken) -> trouble.add(late(worker, taken)));
        trouble.addAll(partitions.troubled().values());
        return trouble.isEmpty() ? Health.OK : String.join("; ", trouble);
    }

    private double missing() {
        Set<String> late = turns.late().keySet();
        return workers
                - settled.stream().filter(worker -> !late.contains(worker)).count();
    }

    private String late(String worker, Duration taken) {
        String its = partitions.of(worker);
        return worker + " has been in one turn for " + taken.toSeconds() + " s"
                + (its.isEmpty() ? "" : ", and nothing happens to its partitions " + its);
    }

    /** The partitions that the group has given to workers of this instance. */
    public Set<Integer> given() {
        return partitions.given();
    }

    /**
     * Shows of every partition whether it is unattended.
     *
     * @param told 1, 0 or NaN of each
     */
    public void showUnattended(int count, IntToDoubleFunction told) {
        unattended = told;
        for (int partition = 0; partition < count; partition++) {
            int of = partition;
            meters.gauge(
                    CommandMetric.UNATTENDED,
                    this,
                    metrics -> metrics.unattended.applyAsDouble(of),
                    "partition",
                    String.valueOf(partition));
        }
    }

    Meters meters() {
        return meters;
    }

    PartitionStats partitions() {
        return partitions;
    }

    /** What has been done since the start. */
    Totals totals() {
        Map<Phase, Double> phaseMs = new EnumMap<>(Phase.class);
        phases.forEach((phase, timer) -> phaseMs.put(phase, timer.totalTime(TimeUnit.MILLISECONDS)));
        return new Totals(
                meters.total(CommandMetric.EVENTS),
                meters.total(CommandMetric.COMMANDS),
                batchCommands.count(),
                meters.total(CommandMetric.CACHE_HITS),
                meters.total(CommandMetric.CACHE_MISSES),
                meters.total(CommandMetric.REPLAY_STREAMS),
                meters.total(CommandMetric.REPLAY_EVENTS),
                meters.total(CommandMetric.SNAPSHOTS_UNUSABLE),
                phaseMs);
    }

    private void commands(CommandStatus status, String code, int count) {
        meters.counter(CommandMetric.COMMANDS, "status", status.name().toLowerCase(Locale.ROOT), "code", code)
                .increment(count);
    }
}
