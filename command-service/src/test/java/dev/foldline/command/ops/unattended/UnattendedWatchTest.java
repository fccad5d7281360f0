package dev.foldline.command.ops.unattended;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.foldline.command.loop.LoopProbe.PartitionState;
import dev.foldline.command.ops.LoggedLines;
import dev.foldline.command.ops.LoopMetrics;
import dev.foldline.command.ops.WorkerTurns;
import dev.foldline.runtime.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Partitions that nobody works on are reported after the limit and not before, and nothing else is. */
final class UnattendedWatchTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 1);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LoopMetrics metrics = new LoopMetrics(registry, 1, new WorkerTurns(LIMIT, nowNs::get));
    private final FakeSigns signs = new FakeSigns(3);
    private final UnattendedWatch watch =
            new UnattendedWatch(new UnattendedWatch.Watched("test", 3, LIMIT), signs, metrics, nowNs::get);

    @BeforeEach
    void lookOnce() {
        watch.look();
    }

    @AfterEach
    void close() {
        watch.close();
        assertThat(signs.closed).isTrue();
    }

    @Test
    void aPartitionInWhichCommandsWaitAndNoneIsDecidedIsReportedAfterTheLimitWithTheMemberThatHasIt() {
        signs.send(1);
        look(6); // the first of them sees the command, the last comes 25 s later
        assertThat(watch.degradation()).isEqualTo(Health.OK);
        assertThat(gauge(1)).isNaN();
        look(1);
        assertThat(watch.degradation())
                .isEqualTo("commands-1: commands wait from offset 0 on, and for 30 s nobody has decided one;"
                        + " the group has given it to command-service-2-1 at 10.0.0.7");
        assertThat(gauge(1)).isOne();
        assertThat(gauge(0)).isZero();

        signs.decide(1);
        look(1);
        assertThat(watch.degradation()).isEqualTo(Health.OK);
        assertThat(gauge(1)).isZero();
    }

    @Test
    void theLogSaysOnceThatAPartitionIsUnattendedAndOnceThatItIsNoLonger() {
        try (LoggedLines logged = new LoggedLines(UnattendedWatch.class)) {
            signs.send(1);
            look(20);
            assertThat(logged.at(Level.WARN))
                    .singleElement()
                    .asString()
                    .startsWith("[test] nobody works on commands-1: commands wait from offset 0 on, and for 30 s ");
            assertThat(logged.at(Level.INFO)).isEmpty();
            signs.decide(1);
            look(5);
            assertThat(logged.at(Level.WARN)).hasSize(1);
            assertThat(logged.at(Level.INFO)).containsExactly("[test] commands-1 is worked on again");
        }
    }

    @Test
    void aPartitionThatMovesIsAttendedHoweverManyCommandsWait() {
        for (int i = 0; i < 100; i++) {
            signs.send(0);
        }
        for (int i = 0; i < 50; i++) {
            signs.decide(0);
            look(1);
            assertThat(watch.degradation()).isEqualTo(Health.OK);
            assertThat(gauge(0)).isZero();
        }
        assertThat(signs.asked).as("questions about what is in the topic").isZero();
    }

    @Test
    void markersThatNoOwnerPassesAreNoCommandsAndAreAskedForOnce() {
        signs.send(0);
        signs.mark(0);
        signs.decide(0);
        look(20);
        assertThat(watch.degradation()).isEqualTo(Health.OK);
        assertThat(gauge(0)).isZero();
        assertThat(signs.asked).isOne();
    }

    @Test
    void aCommandThatComesLongAfterAMarkerHasNotWaitedSinceTheMarker() {
        signs.mark(0);
        look(10);
        signs.send(0);
        look(6);
        assertThat(watch.degradation()).isEqualTo(Health.OK);
        look(1);
        assertThat(watch.degradation()).startsWith("commands-0: commands wait from offset 0 on, and for 30 s");
    }

    @Test
    void aPartitionThatNoMemberHasIsReportedAfterTheLimitThoughNoCommandWaits() {
        signs.assigned.remove(2);
        look(6);
        assertThat(watch.degradation()).isEqualTo(Health.OK);
        look(1);
        assertThat(watch.degradation()).isEqualTo("commands-2: for 30 s no member of the group has had it");
        assertThat(gauge(2)).isOne();
        signs.assigned.put(2, FakeSigns.MEMBER);
        look(1);
        assertThat(watch.degradation()).isEqualTo(Health.OK);
    }

    @Test
    void aGroupThatRebalancesIsNotTakenForOneWithoutMembers() {
        signs.groupSettled = false;
        look(20);
        assertThat(watch.degradation()).isEqualTo(Health.OK);
        signs.send(0);
        look(7);
        assertThat(watch.degradation()).endsWith("the group rebalances, or does not tell who has it");
    }

    @Test
    void groupOffsetsThatWentBackAreNotTakenForCommandsThatWait() {
        signs.send(0);
        signs.send(0);
        signs.decide(0);
        signs.decide(0);
        look(1);
        signs.committed.put(0, 1L);
        look(20);
        assertThat(watch.degradation()).isEqualTo(Health.OK);
        assertThat(gauge(0)).isZero();
    }

    @Test
    void groupOffsetsThatWereMovedAheadHideNoCommandThatWaits() {
        signs.send(0);
        signs.committed.put(0, 1_000L);
        look(8);
        assertThat(watch.degradation()).startsWith("commands-0: commands wait from offset 0 on");
    }

    @Test
    void whileTheTableDoesNotAnswerWhatTheGroupCommitsIsProgress() {
        signs.tableAnswers = false;
        for (int i = 0; i < 20; i++) {
            signs.send(0);
        }
        for (int i = 0; i < 19; i++) {
            signs.decide(0);
            look(1);
        }
        assertThat(watch.degradation()).isEqualTo(Health.OK);
        look(6);
        assertThat(watch.degradation()).startsWith("commands-0: commands wait from offset 19 on, and for 30 s");
    }

    @Test
    void whatKafkaDoesNotTellIsUnknownAndAfterwardsItBeginsAgain() {
        signs.send(0);
        look(7);
        assertThat(gauge(0)).isOne();
        signs.kafkaAnswers = false;
        look(1);
        assertThat(gauge(0)).isNaN();
        assertThat(watch.degradation()).isEqualTo(Health.OK);
        assertThat(watch.readiness()).isEqualTo(Health.OK);
        look(6);
        assertThat(watch.readiness()).isEqualTo("for 30 s Kafka has not told what waits: Kafka does not tell the ends");

        signs.kafkaAnswers = true;
        look(1);
        assertThat(watch.readiness()).isEqualTo(Health.OK);
        look(5);
        assertThat(watch.degradation()).isEqualTo(Health.OK);
        look(1);
        assertThat(watch.degradation()).startsWith("commands-0: ");
    }

    @Test
    void aPartitionThatKafkaDoesNotTellOfWhileItTellsOfOthersIsReportedAlone() {
        signs.withoutLeader.add(2);
        look(7);
        assertThat(watch.degradation())
                .isEqualTo("commands-2: for 30 s Kafka has not told what it holds, so nobody can read it");
        signs.withoutLeader.clear();
        look(1);
        assertThat(watch.degradation()).isEqualTo(Health.OK);
    }

    @Test
    void whatAProcessThatSleptDidNotSeeIsNotHeldAgainstAnyone() {
        signs.send(0);
        look(2);
        nowNs.addAndGet(Duration.ofHours(1).toNanos());
        look(6);
        assertThat(watch.degradation()).isEqualTo(Health.OK);
        look(1);
        assertThat(watch.degradation()).startsWith("commands-0: ");
    }

    @Test
    void onlyPartitionsThatWereGivenToThisInstanceMakeItUnready() {
        signs.send(0);
        signs.send(1);
        metrics.partition("worker-1", 1, PartitionState.OWNED, 3, "");
        look(7);
        assertThat(watch.degradation()).contains("commands-0: ", "commands-1: ");
        assertThat(watch.readiness()).startsWith("commands-1: ").doesNotContain("commands-0: ");
        metrics.partition("worker-1", 1, PartitionState.RELEASED, 0, "revoked by the group");
        assertThat(watch.readiness()).isEqualTo(Health.OK);
    }

    /** Each look an interval after the one before. */
    private void look(int times) {
        for (int i = 0; i < times; i++) {
            nowNs.addAndGet(INTERVAL.toNanos());
            watch.look();
        }
    }

    private double gauge(int partition) {
        return registry.get("foldline.partition.unattended")
                .tag("partition", Integer.toString(partition))
                .gauge()
                .value();
    }
}
