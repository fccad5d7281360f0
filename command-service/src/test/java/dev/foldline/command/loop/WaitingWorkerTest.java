package dev.foldline.command.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.TestSchemas;
import dev.foldline.command.forward.ForwardRecords;
import dev.foldline.command.ops.LoopMetrics;
import dev.foldline.command.ops.WorkerTurns;
import dev.foldline.command.store.InMemoryEventStore;
import dev.foldline.command.store.InMemoryTables;
import dev.foldline.command.store.UnfinishedReplay;
import dev.foldline.contract.Topics;
import dev.foldline.runtime.Health;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a worker waits for without giving anything up: a database, its group, a replay. */
class WaitingWorkerTest {

    /** One worker that is given all partitions, and commands for it. */
    private static final class OneOwner {

        private final RandomGenerator random = new SplittableRandom(1);
        private final InMemoryTables tables;
        private final SimulatedKafka kafka;
        private final InMemoryEventStore store;
        private final WritePathInvariants invariants;
        private final SimulatedWorker worker;

        OneOwner(int partitions, int commands) {
            tables = new InMemoryTables(partitions);
            RegistrySchemas schemas = TestSchemas.registered();
            InstantSource clock = () -> Instant.ofEpochMilli(1_700_000_000_000L);
            kafka = new SimulatedKafka(partitions, random);
            store = new InMemoryEventStore(tables);
            invariants = new WritePathInvariants(kafka, tables, partitions);
            new SimulatedClients(kafka, schemas, clock, random, tables::refuse).send(commands);
            worker = new SimulatedWorker(
                    "worker-1", kafka, store, SimulatedWorker.context(partitions, schemas, clock), () -> {});
            for (int partition = 0; partition < partitions; partition++) {
                kafka.target(partition, worker.name);
            }
        }
    }

    /** The partitions are in two databases, those with an even number in one and the others in the other. */
    @Nested
    class DatabaseAway {

        private static final int PARTITIONS = 4;
        private static final int COMMANDS = 40;
        private static final int TURNS = 200;

        private final OneOwner owner = new OneOwner(PARTITIONS, COMMANDS);

        @Test
        void aDatabaseThatIsAwayHoldsUpNoPartitionOfAnother() {
            owner.store.away(Set.of(1, 3));
            owner.worker.takeTurns(TURNS);
            for (int partition : Set.of(0, 2)) {
                assertThat(owner.invariants.allAnswered(partition))
                        .as("partition %d", partition)
                        .isTrue();
            }
            assertThat(owner.kafka.committed("command-results", 1)).isEmpty();
            assertThat(owner.kafka.committed("command-results", 3)).isEmpty();

            owner.store.away(Set.of());
            owner.worker.takeTurns(TURNS);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                assertThat(owner.kafka.commands(partition)).isNotEmpty();
                owner.invariants.checkAllAnswered(partition);
            }
            owner.invariants.check();
        }

        @Test
        void aPartitionThatItsDatabaseDoesNotGiveHoldsUpNoOtherOfTheSame() {
            owner.store.cannotAcquire(Set.of(0));
            // The group gives the partitions in the first turn.
            owner.worker.takeTurns(2);
            assertThat(owner.tables.cursors(2).epoch())
                    .as("acquired in the same round")
                    .isEqualTo(1);
            owner.worker.takeTurns(TURNS);
            owner.invariants.checkAllAnswered(2);
            assertThat(owner.worker.waiting.get(0)).contains("locked on purpose");

            owner.store.cannotAcquire(Set.of());
            owner.worker.takeTurns(TURNS);
            owner.invariants.checkAllAnswered(0);
            owner.invariants.check();
        }
    }

    /** The group has gone on without a worker, as when its session has ended while it slept. */
    @Nested
    class LostMembership {

        private static final String WORKER = "worker-1";
        private static final Duration SOME_TIME = Duration.ofSeconds(30);

        private final SimulatedKafka kafka = new SimulatedKafka(1, new SplittableRandom(1));
        private final LoopMetrics metrics =
                new LoopMetrics(new SimpleMeterRegistry(), 1, new WorkerTurns(SOME_TIME, System::nanoTime));
        private final LoopSettings settings =
                new LoopSettings(WORKER, SOME_TIME, Duration.ZERO, 0, 1, SOME_TIME, SOME_TIME, SOME_TIME, SOME_TIME, 1);
        private final PartitionLifecycle partitions = new PartitionLifecycle(
                new LoopDependencies(
                        new SimulatedSource(kafka, WORKER),
                        new InMemoryEventStore(new InMemoryTables(1)),
                        new SimulatedForwarder(
                                kafka,
                                WORKER,
                                new ForwardRecords(
                                        Topics.DEFAULT,
                                        AvroEncoder.ofValue(
                                                TestSchemas.registered(), Topics.DEFAULT.commandResults()))),
                        metrics,
                        System::nanoTime),
                settings);

        @Test
        void anInstanceIsNotReadyUntilAWorkerThatTheGroupHasLostJoinsAgain() {
            partitions.assigned(List.of(0));
            assertThat(metrics.readiness()).startsWith("commands-0 WAITING: ");
            partitions.lost(List.of(0));
            assertThat(metrics.readiness()).isEqualTo("0 of 1 workers have joined the group");
            assertThat(metrics.given()).isEmpty();
            partitions.assigned(List.of());
            assertThat(metrics.readiness()).isEqualTo(Health.OK);
        }
    }

    /** The events topic of one of two partitions is being built again when their owner comes. */
    @Nested
    class ReplayWait {

        private static final int PARTITIONS = 2;
        private static final int COMMANDS = 20;
        private static final int TURNS = 200;

        private final OneOwner owner = new OneOwner(PARTITIONS, COMMANDS);

        @Test
        void anOwnerWaitsUntilTheReplayHasFinishedAndHoldsUpNoOtherPartition() {
            owner.store.replayed(new UnfinishedReplay(1, 5, 9));
            owner.worker.takeTurns(TURNS);
            assertThat(owner.invariants.allAnswered(0)).isTrue();
            assertThat(owner.kafka.committed("events", 1)).isEmpty();
            assertThat(owner.kafka.committed("command-results", 1)).isEmpty();

            owner.store.replayFinished(1);
            owner.worker.takeTurns(TURNS);
            assertThat(owner.kafka.commands(1)).isNotEmpty();
            owner.invariants.checkAllAnswered(1);
            owner.invariants.check();
        }
    }
}
