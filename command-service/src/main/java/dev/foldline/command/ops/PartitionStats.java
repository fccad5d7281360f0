package dev.foldline.command.ops;

import dev.foldline.command.loop.LoopProbe.PartitionState;
import dev.foldline.command.store.PartitionBatch;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the workers of this instance say of its partitions: whose they are, and how far. Thread-safe. */
final class PartitionStats {

    private record Standing(String owner, PartitionState state, long epoch, String reason) {}

    private final Meters meters;
    private final Map<Integer, Standing> standings = new ConcurrentHashMap<>();
    /** Why the last batch of a partition did not get through. */
    private final Map<Integer, String> troubles = new ConcurrentHashMap<>();

    private final Map<Integer, PartitionProgress> progress = new ConcurrentHashMap<>();

    PartitionStats(Meters meters) {
        this.meters = meters;
    }

    void become(String owner, int partition, PartitionState state, long epoch, String reason) {
        meters.gauge(CommandMetric.PARTITION_EPOCH, "partition", String.valueOf(partition), "owner", owner)
                .set(epoch);
        standings.compute(partition, (_, before) -> {
            boolean takes = state == PartitionState.WAITING || state == PartitionState.OWNED;
            if (!takes && before != null && !before.owner().equals(owner)) {
                // Said late: another worker of this instance has taken the partition.
                return before;
            }
            if (state != PartitionState.WAITING && state != PartitionState.STOPPED) {
                progress(partition).begin();
            }
            if (state == PartitionState.RELEASED) {
                troubles.remove(partition);
            }
            return state == PartitionState.RELEASED ? null : new Standing(owner, state, epoch, reason);
        });
    }

    void trouble(String owner, int partition, String reason) {
        standings.computeIfPresent(partition, (_, standing) -> {
            if (standing.owner().equals(owner)) {
                if (reason.isEmpty()) {
                    troubles.remove(partition);
                } else {
                    troubles.put(partition, reason);
                }
            }
            return standing;
        });
    }

    /** The worker has none any more; those that it did not release are still its own here. */
    void left(String owner) {
        standings.forEach((partition, standing) -> {
            if (standing.owner().equals(owner)) {
                become(owner, partition, PartitionState.RELEASED, 0, "");
            }
        });
    }

    void committed(PartitionBatch batch) {
        String partition = String.valueOf(batch.partition());
        meters.gauge(CommandMetric.PARTITION_POSITION, "partition", partition).set(batch.nextPosition() - 1);
        meters.gauge(CommandMetric.PARTITION_OFFSET, "partition", partition).set(batch.nextOffset());
        progress(batch.partition()).committed(batch);
    }

    void forwarded(PartitionBatch batch) {
        progress(batch.partition()).forwarded(batch);
    }

    /** By partition, what is wrong with those that take no commands now. */
    Map<Integer, String> troubled() {
        Map<Integer, String> troubled = new TreeMap<>();
        standings.forEach((partition, standing) -> {
            if (standing.state() != PartitionState.OWNED) {
                troubled.put(partition, "commands-" + partition + " " + standing.state() + ": " + standing.reason());
            } else if (troubles.containsKey(partition)) {
                troubled.put(
                        partition, "commands-" + partition + " retries its last batch: " + troubles.get(partition));
            }
        });
        return troubled;
    }

    /** The partitions that were given to this instance. */
    Set<Integer> given() {
        return Set.copyOf(standings.keySet());
    }

    /** The partitions that were given to a worker, in order. */
    String of(String worker) {
        return new TreeMap<>(standings)
                .entrySet().stream()
                        .filter(entry -> entry.getValue().owner().equals(worker))
                        .map(entry -> String.valueOf(entry.getKey()))
                        .collect(Collectors.joining(", "));
    }

    /** The epoch of each partition that is owned. */
    String epochs() {
        return list(PartitionStats::isOwned, (_, standing) -> standing.epoch());
    }

    /** The worker that owns each partition that is owned. */
    String owners() {
        return list(PartitionStats::isOwned, (_, standing) -> standing.owner());
    }

    /** How many offsets the topics are behind in each partition that was given to this instance. */
    String forwardLags() {
        return list(_ -> true, (partition, _) -> progress(partition).lag());
    }

    private String list(Predicate<Standing> which, BiFunction<Integer, Standing, Object> what) {
        return new TreeMap<>(standings)
                .entrySet().stream()
                        .filter(entry -> which.test(entry.getValue()))
                        .map(entry -> entry.getKey() + ":" + what.apply(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining(","));
    }

    private static boolean isOwned(Standing standing) {
        return standing.state() == PartitionState.OWNED;
    }

    private PartitionProgress progress(int partition) {
        return progress.computeIfAbsent(partition, _ -> {
            PartitionProgress fresh = new PartitionProgress();
            meters.gauge(
                    CommandMetric.FORWARD_LAG, fresh, PartitionProgress::lag, "partition", String.valueOf(partition));
            return fresh;
        });
    }
}
