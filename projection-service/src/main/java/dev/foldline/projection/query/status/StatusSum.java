package dev.foldline.projection.query.status;

import dev.foldline.projection.query.status.PartitionStatus.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Combines the statuses that the instances give of one view.
 *
 * @param statuses   of all instances that answered
 * @param topicEnds  the ends of the events topic, read before the statuses were asked for; empty where they are not
 *                   known
 * @param partitions of the events topic
 */
record StatusSum(Collection<LocalStatus> statuses, List<TopicEnd> topicEnds, int partitions) {

    private static final String RUNNING = "RUNNING";

    /** One instance and what it knows of a partition. */
    private record Knowing(LocalStatus instance, LocalStatus.Partition partition) {}

    ProjectionStatus of(String projection, @Nullable Map<String, Object> rebuild, List<String> unknown) {
        List<PartitionStatus> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.add(of(partition));
        }
        boolean lagKnown = all.stream().allMatch(partition -> partition.lagEvents() != null);
        boolean secondsKnown = all.stream().allMatch(partition -> partition.lagSeconds() != null);
        return new ProjectionStatus(
                projection,
                statuses.stream().mapToInt(LocalStatus::version).max().orElse(0),
                all.stream().map(PartitionStatus::state).max(State::compareTo).orElse(State.NOWHERE),
                all.stream().allMatch(PartitionStatus::caughtUp),
                lagKnown ? Long.valueOf(sum(all, partition -> Objects.requireNonNull(partition.lagEvents()))) : null,
                secondsKnown
                        ? Double.valueOf(all.stream()
                                .mapToDouble(partition -> Objects.requireNonNull(partition.lagSeconds()))
                                .max()
                                .orElse(0))
                        : null,
                all.stream().mapToDouble(PartitionStatus::eventsPerSecond).sum(),
                sum(all, PartitionStatus::repeats),
                sum(all, PartitionStatus::gaps),
                sum(all, PartitionStatus::missing),
                sum(all, PartitionStatus::parked),
                byInstance(LocalStatus::lastError),
                byInstance(LocalStatus::waitsFor),
                rebuild,
                unknown,
                all);
    }

    private Map<String, String> byInstance(Function<LocalStatus, @Nullable String> text) {
        Map<String, String> texts = new TreeMap<>();
        for (LocalStatus status : statuses) {
            String said = text.apply(status);
            if (said != null) {
                texts.put(status.instance(), said);
            }
        }
        return texts;
    }

    private PartitionStatus of(int number) {
        List<Knowing> knowing = new ArrayList<>();
        for (LocalStatus status : statuses) {
            LocalStatus.Partition known = status.partitions().get(number);
            if (known != null) {
                knowing.add(new Knowing(status, known));
            }
        }
        List<Knowing> reading =
                knowing.stream().filter(one -> one.partition.position() != null).toList();
        Knowing slowest = isCovered(reading)
                ? reading.stream()
                        .min((one, other) -> Long.compare(position(one), position(other)))
                        .orElse(null)
                : null;
        Long position = slowest == null ? null : Long.valueOf(position(slowest));
        TopicEnd topicEnd = number < topicEnds.size() ? topicEnds.get(number) : null;
        boolean caughtUp = position != null && topicEnd != null && position >= topicEnd.position();
        return new PartitionStatus(
                number,
                state(slowest, reading),
                reading.stream().map(one -> one.instance.instance()).sorted().toList(),
                position,
                topicEnd == null ? null : Long.valueOf(topicEnd.position()),
                caughtUp,
                position == null || topicEnd == null ? null : Long.valueOf(topicEnd.eventsBehind(position)),
                topicEnd == null ? null : secondsBehind(slowest, topicEnd),
                slowest == null ? 0 : slowest.partition.eventsPerSecond(),
                sumSeen(knowing, LocalStatus.Seen::repeats),
                sumSeen(knowing, LocalStatus.Seen::gaps),
                sumSeen(knowing, LocalStatus.Seen::missing),
                knowing.stream().mapToLong(one -> one.partition.parked()).sum());
    }

    /**
     * Whether all instances that read a partition have answered: where rows are not by aggregate, each task reads it.
     */
    private boolean isCovered(List<Knowing> reading) {
        if (reading.isEmpty() || !reading.getFirst().instance.readsAllPartitions()) {
            return !reading.isEmpty();
        }
        Set<Integer> tasks = new TreeSet<>();
        reading.forEach(one -> tasks.addAll(one.instance.tasks()));
        return tasks.size() == partitions;
    }

    private static State state(@Nullable Knowing slowest, List<Knowing> reading) {
        if (slowest == null) {
            return State.NOWHERE;
        }
        return reading.stream().allMatch(one -> one.instance.state().equals(RUNNING))
                ? State.RUNNING
                : State.REBALANCING;
    }

    private static @Nullable Double secondsBehind(@Nullable Knowing slowest, TopicEnd topicEnd) {
        if (slowest == null) {
            return null;
        }
        long foldedMs = slowest.partition.lastTimeMs();
        boolean atTheEnd = position(slowest) >= topicEnd.position();
        return atTheEnd || foldedMs > 0 ? Double.valueOf(topicEnd.secondsBehind(position(slowest), foldedMs)) : null;
    }

    private static long position(Knowing one) {
        return Objects.requireNonNull(one.partition.position());
    }

    private static long sum(List<PartitionStatus> all, ToLongFunction<PartitionStatus> value) {
        return all.stream().mapToLong(value).sum();
    }

    private static long sumSeen(List<Knowing> knowing, ToLongFunction<LocalStatus.Seen> value) {
        long sum = 0;
        for (Knowing one : knowing) {
            LocalStatus.Seen seen = one.partition.seen();
            sum += seen == null ? 0 : value.applyAsLong(seen);
        }
        return sum;
    }
}
