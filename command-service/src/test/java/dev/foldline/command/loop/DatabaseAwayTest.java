package dev.foldline.command.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.TestSchemas;
import dev.foldline.command.store.InMemoryEventStore;
import dev.foldline.command.store.InMemoryTables;
import dev.foldline.serde.RegistrySchemas;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The partitions are in two databases, those with an even number in one and the others in the other. */
class DatabaseAwayTest {

    private static final int PARTITIONS = 4;
    private static final int COMMANDS = 40;
    private static final int TURNS = 200;

    private final RandomGenerator random = new SplittableRandom(1);
    private final SimulatedKafka kafka = new SimulatedKafka(PARTITIONS, random);
    private final InMemoryTables tables = new InMemoryTables(PARTITIONS);
    private final InMemoryEventStore store = new InMemoryEventStore(tables);
    private final WritePathInvariants invariants = new WritePathInvariants(kafka, tables, PARTITIONS);
    private final SimulatedWorker worker;

    DatabaseAwayTest() {
        RegistrySchemas schemas = TestSchemas.registered();
        InstantSource clock = () -> Instant.ofEpochMilli(1_700_000_000_000L);
        SimulatedClients clients = new SimulatedClients(kafka, schemas, clock, random, tables::refuse);
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
    void aDatabaseThatIsAwayHoldsUpNoPartitionOfAnother() {
        store.away(Set.of(1, 3));
        takeTurns();
        for (int partition : Set.of(0, 2)) {
            assertThat(invariants.allAnswered(partition))
                    .as("partition %d", partition)
                    .isTrue();
        }
        assertThat(kafka.committed("command-results", 1)).isEmpty();
        assertThat(kafka.committed("command-results", 3)).isEmpty();

        store.away(Set.of());
        takeTurns();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(kafka.commands(partition)).isNotEmpty();
            invariants.checkAllAnswered(partition);
        }
        invariants.check();
    }

    private void takeTurns() {
        for (int turn = 0; turn < TURNS; turn++) {
            worker.loop.turn();
            worker.forwarder.step();
        }
    }
}
