package dev.foldline.command.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.DecisionContext;
import dev.foldline.command.batch.TestSchemas;
import dev.foldline.command.store.InMemoryEventStore;
import dev.foldline.command.store.InMemoryTables;
import dev.foldline.serde.RegistrySchemas;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What goes wrong in one partition of a worker is not felt in its others. */
class IsolatedPartitionsTest {

    private static final int BAD = 0;
    private static final int GOOD = 1;
    private static final int COMMANDS = 60;
    private static final int TURNS = 600;

    private final RandomGenerator random = new SplittableRandom(5);
    private final SimulatedKafka kafka = new SimulatedKafka(2, random);
    private final InMemoryTables tables = new InMemoryTables(2);
    private final WritePathInvariants invariants = new WritePathInvariants(kafka, tables, 2);
    private final RegistrySchemas schemas = TestSchemas.registered();
    private final InstantSource clock = () -> Instant.ofEpochMilli(1_700_000_000_000L);
    private final DecisionContext context = SimulatedWorker.context(kafka.partitions, schemas, clock);
    private final SimulatedClients clients = new SimulatedClients(kafka, schemas, clock, random);
    private final SimulatedWorker worker =
            new SimulatedWorker("worker-1", kafka, new InMemoryEventStore(tables), context, () -> {});

    @Test
    void whatTheTopicsDoNotTakeOfOnePartitionIsSoonAloneInItsTransaction() {
        start();
        kafka.refuse(BAD);
        send();
        takeTurns();

        invariants.checkAllAnswered(GOOD);
        assertThat(invariants.allAnswered(BAD)).isFalse();
        long goodEpoch = tables.cursors(GOOD).epoch();
        takeTurns();
        assertThat(tables.cursors(GOOD).epoch()).as("acquired again").isEqualTo(goodEpoch);

        kafka.accept(BAD);
        takeTurns();
        invariants.checkAllAnswered(BAD);
        invariants.check();
    }

    @Test
    void anEndThatCannotBeReadHoldsUpItsPartitionAlone() {
        kafka.hideEnds(BAD);
        start();
        send();
        takeTurns();

        invariants.checkAllAnswered(GOOD);
        assertThat(invariants.allAnswered(BAD)).isFalse();
        assertThat(worker.waiting.get(BAD)).contains("on purpose");

        kafka.showEnds(BAD);
        takeTurns();
        invariants.checkAllAnswered(BAD);
        invariants.check();
    }

    @Test
    void aRebalanceKeepsTheCachesOfPartitionsThatStay() {
        kafka.target(GOOD, worker.name);
        send();
        takeTurns();
        long epoch = tables.cursors(GOOD).epoch();

        kafka.target(BAD, worker.name);
        takeTurns();

        invariants.checkAllAnswered(BAD);
        // Caches end with the epoch, and only with it.
        assertThat(tables.cursors(GOOD).epoch()).isEqualTo(epoch);
        assertThat(worker.released).doesNotContain(GOOD);
    }

    private void start() {
        kafka.target(BAD, worker.name);
        kafka.target(GOOD, worker.name);
    }

    private void send() {
        for (int i = 0; i < COMMANDS; i++) {
            clients.send();
        }
    }

    private void takeTurns() {
        for (int turn = 0; turn < TURNS; turn++) {
            worker.loop.turn();
            worker.forwarder.step();
        }
    }
}
