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

/** When table and topics do not fit together, or seem not to. */
class DamagedPartitionTest {

    private static final int PARTITION = 0;
    private static final int COMMANDS = 20;
    private static final int TURNS = 500;

    private final RandomGenerator random = new SplittableRandom(1);
    private final SimulatedKafka kafka = new SimulatedKafka(1, random);
    private final InMemoryTables tables = new InMemoryTables(1);
    private final WritePathInvariants invariants = new WritePathInvariants(kafka, tables, 1);
    private final RegistrySchemas schemas = TestSchemas.registered();
    private final InstantSource clock = () -> Instant.ofEpochMilli(1_700_000_000_000L);
    private final DecisionContext context = SimulatedWorker.context(kafka.partitions, schemas, clock);
    private final SimulatedClients clients = new SimulatedClients(kafka, schemas, clock, random, tables::refuse);

    /**
     * The coordinator has forgotten both that the former owner's transaction has offsets and that its generation has
     * passed: the transaction is committed when the new owner has read the results and not the events.
     */
    @Test
    void aFormerOwnerThatCommitsBetweenTwoReadsOfTheRecoveryStopsNothing() {
        SimulatedWorker former = worker("worker-1");
        kafka.target(PARTITION, former.name);
        clients.send(COMMANDS);
        former.loop.turn();
        former.loop.turn();
        assertThat(kafka.committed("command-results", PARTITION)).isEmpty();

        kafka.accepts(former.name);
        kafka.betweenReads(() -> {
            former.forwarder.step();
            former.forwarder.step();
            former.forwarder.step();
        });
        SimulatedWorker next = worker("worker-2");
        kafka.move(PARTITION, next.name);
        next.takeTurns(TURNS);

        assertThat(kafka.committed("command-results", PARTITION)).isNotEmpty();
        assertThat(next.stopped).isEmpty();
        invariants.checkAllAnswered(PARTITION);
    }

    @Test
    void aPartitionThatStoppedGoesOnByItselfOnceItsDamageIsRepaired() {
        SimulatedWorker worker = worker("worker-1");
        kafka.target(PARTITION, worker.name);
        InMemoryTables older = tables.backUp();
        clients.send(COMMANDS);
        worker.takeTurns(TURNS);
        InMemoryTables newest = tables.backUp();
        tables.restore(older);
        clients.send(COMMANDS);
        worker.takeTurns(TURNS);
        assertThat(worker.stopped).containsOnlyKeys(PARTITION);
        assertThat(worker.stopped.get(PARTITION)).contains("it is older than the topics");

        tables.restore(newest);
        worker.takeTurns(TURNS);

        invariants.checkAllAnswered(PARTITION);
    }

    private SimulatedWorker worker(String name) {
        return new SimulatedWorker(name, kafka, new InMemoryEventStore(tables), context, () -> {});
    }
}
