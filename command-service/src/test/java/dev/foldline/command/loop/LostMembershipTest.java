package dev.foldline.command.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.TestSchemas;
import dev.foldline.command.forward.ForwardRecords;
import dev.foldline.command.ops.LoopMetrics;
import dev.foldline.command.ops.WorkerTurns;
import dev.foldline.command.store.InMemoryEventStore;
import dev.foldline.command.store.InMemoryTables;
import dev.foldline.contract.Topics;
import dev.foldline.runtime.Health;
import dev.foldline.serde.AvroEncoder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The group has gone on without a worker, as when its session has ended while it slept. */
final class LostMembershipTest {

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
                                    AvroEncoder.ofValue(TestSchemas.registered(), Topics.DEFAULT.commandResults()))),
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
