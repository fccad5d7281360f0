package dev.foldline.command.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.TestSchemas;
import dev.foldline.command.store.InMemoryEventStore;
import dev.foldline.command.store.InMemoryTables;
import dev.foldline.command.store.UnfinishedReplay;
import dev.foldline.serde.RegistrySchemas;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The events topic of one of two partitions is being built again when their owner comes. */
class ReplayWaitTest {

    private static final int PARTITIONS = 2;
    private static final int COMMANDS = 20;
    private static final int TURNS = 200;

    private final RandomGenerator random = new SplittableRandom(1);
    private final SimulatedKafka kafka = new SimulatedKafka(PARTITIONS, random);
    private final InMemoryTables tables = new InMemoryTables(PARTITIONS);
    private final InMemoryEventStore store = new InMemoryEventStore(tables);
    private final WritePathInvariants invariants = new WritePathInvariants(kafka, tables, PARTITIONS);
    private final SimulatedWorker worker;

    ReplayWaitTest() {
        RegistrySchemas schemas = TestSchemas.registered();
        InstantSource clock = () -> Instant.ofEpochMilli(1_700_000_000_000L);
        SimulatedClients clients = new SimulatedClients(kafka, schemas, clock, random);
        for (int i = 0; i < COMMANDS; i++) {
            clients.send();
        }
        worker = new SimulatedWorker(
                "worker-1", kafka, store, SimulatedWorker.context(PARTITIONS, schemas, clock), () -> {});
        for (int partition = 0; partition < PARTITIONS; partition++) {
            kafka.target(partition, worker.name);
        }
    }

    @Test
    void anOwnerWaitsUntilTheReplayHasFinishedAndHoldsUpNoOtherPartition() {
        store.replayed(new UnfinishedReplay(1, 5, 9));
        takeTurns();
        assertThat(invariants.allAnswered(0)).isTrue();
        assertThat(kafka.committed("events", 1)).isEmpty();
        assertThat(kafka.committed("command-results", 1)).isEmpty();

        store.replayFinished(1);
        takeTurns();
        assertThat(kafka.commands(1)).isNotEmpty();
        invariants.checkAllAnswered(1);
        invariants.check();
    }

    private void takeTurns() {
        for (int turn = 0; turn < TURNS; turn++) {
            worker.loop.turn();
            worker.forwarder.step();
        }
    }
}
