package dev.foldline.projection.query.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.projection.query.status.PartitionStatus.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StatusSumTest {

    private static final long FOLDED_MS = 1_000;
    private static final double RATE = 2;

    private final List<LocalStatus> statuses = new ArrayList<>();
    private final List<TopicEnd> topicEnds = List.of(new TopicEnd(10, 4_000), new TopicEnd(20, 5_500));

    @Test
    void aViewThatHasEveryLastPositionHasCaughtUpAndHasNoLag() {
        says("1", "RUNNING", false, Map.of(0, 10L));
        says("2", "RUNNING", false, Map.of(1, 20L));

        ProjectionStatus status = sum();

        assertThat(status.state()).isEqualTo(State.RUNNING);
        assertThat(status.caughtUp()).isTrue();
        assertThat(status.lagEvents()).isZero();
        assertThat(status.lagSeconds()).isZero();
        assertThat(status.eventsPerSecond()).isEqualTo(2 * RATE);
        assertThat(status.repeats()).isEqualTo(2);
        assertThat(status.gaps()).isEqualTo(4);
        assertThat(status.missing()).isEqualTo(6);
        assertThat(status.parked()).isEqualTo(8);
        assertThat(status.partitions())
                .extracting(PartitionStatus::instances)
                .containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void oneEventLessIsNotCaughtUp() {
        says("1", "RUNNING", false, Map.of(0, 10L, 1, 19L));

        ProjectionStatus status = sum();

        assertThat(status.caughtUp()).isFalse();
        assertThat(status.lagEvents()).isEqualTo(1);
        assertThat(status.lagSeconds()).isEqualTo(4.5);
    }

    @Test
    void aPartitionThatNoInstanceHasSaysSo() {
        says("1", "RUNNING", false, Map.of(0, 10L));

        ProjectionStatus status = sum();

        assertThat(status.state()).isEqualTo(State.NOWHERE);
        assertThat(status.caughtUp()).isFalse();
        assertThat(status.lagEvents()).isNull();
        PartitionStatus nowhere = partitions(status).get(1);
        assertThat(nowhere.state()).isEqualTo(State.NOWHERE);
        assertThat(nowhere.position()).isNull();
        assertThat(nowhere.lastPosition()).isEqualTo(20);
        assertThat(nowhere.instances()).isEmpty();
    }

    @Test
    void whereEveryTaskReadsAllPartitionsTheSlowestCountsAndAllMustHaveAnswered() {
        says("1", "RUNNING", true, Map.of(0, 10L, 1, 20L), 0);
        assertThat(sum().partitions()).extracting(PartitionStatus::state).containsOnly(State.NOWHERE);

        says("2", "RUNNING", true, Map.of(0, 7L, 1, 20L), 1);
        ProjectionStatus status = sum();
        assertThat(status.partitions()).extracting(PartitionStatus::position).containsExactly(7L, 20L);
        assertThat(status.lagEvents()).isEqualTo(3);
        assertThat(status.lagSeconds()).isEqualTo(3);
        assertThat(partitions(status).getFirst().instances()).containsExactly("1", "2");
    }

    @Test
    void anInstanceThatRebalancesItsErrorAndTheReasonAreSeen() {
        says("1", "RUNNING", false, Map.of(0, 10L));
        statuses.add(new LocalStatus(
                "2",
                3,
                "REBALANCING",
                "no disk",
                "an offset is pending",
                false,
                new TreeSet<>(List.of(1)),
                partitions(Map.of(1, 20L))));

        ProjectionStatus status = sum();

        assertThat(status.state()).isEqualTo(State.REBALANCING);
        assertThat(status.version()).isEqualTo(3);
        assertThat(status.errors()).containsExactly(Map.entry("2", "no disk"));
        assertThat(status.reasons()).containsExactly(Map.entry("2", "an offset is pending"));
    }

    @Test
    void withoutTheEndsOfTheTopicNothingIsCaughtUp() {
        says("1", "RUNNING", false, Map.of(0, 10L, 1, 20L));

        ProjectionStatus status =
                new StatusSum(statuses, List.of(), 2).of("account-balances", null, List.of("Kafka is away"));

        assertThat(status.caughtUp()).isFalse();
        assertThat(status.lagEvents()).isNull();
        assertThat(status.unknown()).containsExactly("Kafka is away");
    }

    private ProjectionStatus sum() {
        return new StatusSum(statuses, topicEnds, 2).of("account-balances", null, List.of());
    }

    private void says(String instance, String state, boolean readsAll, Map<Integer, Long> positions, Integer... tasks) {
        statuses.add(new LocalStatus(
                instance, 1, state, null, null, readsAll, new TreeSet<>(List.of(tasks)), partitions(positions)));
    }

    private static SortedMap<Integer, LocalStatus.Partition> partitions(Map<Integer, Long> positions) {
        SortedMap<Integer, LocalStatus.Partition> partitions = new TreeMap<>();
        positions.forEach((partition, position) -> partitions.put(
                partition, new LocalStatus.Partition(position, FOLDED_MS, RATE, new LocalStatus.Seen(1, 2, 3), 4)));
        return partitions;
    }

    private static List<PartitionStatus> partitions(ProjectionStatus status) {
        return Objects.requireNonNull(status.partitions(), "a status of one view has its partitions");
    }
}
