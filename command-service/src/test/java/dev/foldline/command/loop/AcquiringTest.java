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

/**
 * What an owner finds when it acquires its partitions: retention and expiry have taken what said how far forwarding had
 * come, somebody else has written, or one partition is in trouble, which is not felt in the other.
 */
class AcquiringTest {

    private static final int PARTITION = 0;
    private static final int OTHER = 1;
    private static final int COMMANDS = 40;
    private static final int TURNS = 500;

    private final RandomGenerator random = new SplittableRandom(3);
    private final SimulatedKafka kafka = new SimulatedKafka(2, random);
    private final InMemoryTables tables = new InMemoryTables(2);
    private final WritePathInvariants invariants = new WritePathInvariants(kafka, tables, 2);
    private final RegistrySchemas schemas = TestSchemas.registered();
    private final InstantSource clock = () -> Instant.ofEpochMilli(1_700_000_000_000L);
    private final DecisionContext context = SimulatedWorker.context(kafka.partitions, schemas, clock);
    private final SimulatedClients clients = new SimulatedClients(kafka, schemas, clock, random);

    @Test
    void withoutResultsAndOffsetTheEndOfTheEventsSaysWhatWasForwarded() {
        SimulatedWorker worker = worker("worker-1");
        clients.send(COMMANDS);
        clients.send(COMMANDS);
        clients.send(COMMANDS);
        worker.takeTurns(TURNS);
        kafka.forget(PARTITION);
        int events = kafka.committed("events", PARTITION).size();
        int letters = kafka.committed("commands.dlq", PARTITION).size();
        assertThat(events).isPositive();

        SimulatedWorker next = newOwner("worker-1");
        next.takeTurns(TURNS);
        clients.send(COMMANDS);
        next.takeTurns(TURNS);

        assertThat(next.stopped).isEmpty();
        assertThat(letters).isPositive();
        invariants.checkAllAnswered(PARTITION);
        invariants.check();
    }

    @Test
    void whatWasNotForwardedBeforeTheMemoriesWereLostIsForwardedOnce() {
        SimulatedWorker worker = worker("worker-1");
        clients.send(COMMANDS);
        worker.takeTurns(TURNS);
        clients.send(COMMANDS);
        // Decided, and not forwarded.
        worker.loop.turn();
        worker.loop.turn();
        kafka.forget(PARTITION);

        SimulatedWorker next = newOwner("worker-1");
        next.takeTurns(TURNS);

        assertThat(next.stopped).isEmpty();
        invariants.checkAllAnswered(PARTITION);
        invariants.check();
    }

    @Test
    void withoutEventsTooThePartitionStopsAndNamesTheCommandThatBuildsTheTopicAgain() {
        SimulatedWorker worker = worker("worker-1");
        clients.send(COMMANDS);
        worker.takeTurns(TURNS);
        kafka.forget(PARTITION);
        kafka.empty("events", PARTITION);

        SimulatedWorker next = newOwner("worker-1");
        next.takeTurns(TURNS);

        assertThat(next.stopped).containsOnlyKeys(PARTITION);
        assertThat(next.stopped.get(PARTITION)).contains("./foldline replay");
        invariants.checkAllAnswered(OTHER);
    }

    @Test
    void anOffsetThatDoesNotFitTheEventsIsNotBelieved() {
        SimulatedWorker worker = worker("worker-1");
        clients.send(COMMANDS);
        worker.takeTurns(TURNS);
        kafka.forget(PARTITION);
        kafka.resetOffset(PARTITION, 0);

        SimulatedWorker next = newOwner("worker-1");
        next.takeTurns(TURNS);

        assertThat(next.stopped).isEmpty();
        invariants.checkAllAnswered(PARTITION);
        invariants.check();
    }

    @Test
    void recordsOfSomebodyElseBehindTheEndsArePassedOver() {
        SimulatedWorker worker = worker("worker-1");
        clients.send(COMMANDS);
        worker.takeTurns(TURNS);
        for (int i = 0; i < 20; i++) {
            kafka.writeForeign("events", PARTITION);
            kafka.writeForeign("command-results", PARTITION);
        }

        SimulatedWorker next = newOwner("worker-1");
        clients.send(COMMANDS);
        next.takeTurns(TURNS);

        assertThat(next.stopped).isEmpty();
        assertThat(kafka.hasForgotten(PARTITION)).isFalse();
        invariants.checkAllAnswered(PARTITION);
        invariants.check();
    }

    @Test
    void commandsAndMarkersThatWereDecidedMayBeDeletedToTheEndOfTheTopic() {
        SimulatedWorker worker = worker("worker-1");
        clients.send(COMMANDS);
        kafka.endWithMarkers(PARTITION);
        worker.takeTurns(TURNS);
        long end = kafka.endOffset(PARTITION);
        assertThat(tables.cursors(PARTITION).nextOffset()).isEqualTo(end);
        kafka.deleteCommands(PARTITION, end);

        SimulatedWorker next = newOwner("worker-1");
        next.takeTurns(TURNS);
        assertThat(next.stopped).isEmpty();
        clients.send(COMMANDS);
        next.takeTurns(TURNS);
        invariants.checkAllAnswered(PARTITION);
        invariants.check();
    }

    @Test
    void commandsThatWereDeletedBeforeTheyWereDecidedAreReportedWithTheirOffsets() {
        SimulatedWorker worker = worker("worker-1");
        clients.send(COMMANDS);
        worker.takeTurns(TURNS);
        long decided = tables.cursors(PARTITION).nextOffset();
        clients.send(COMMANDS);
        long end = kafka.endOffset(PARTITION);
        kafka.deleteCommands(PARTITION, end);

        SimulatedWorker next = newOwner("worker-1");
        next.takeTurns(TURNS);

        assertThat(next.stopped).containsOnlyKeys(PARTITION);
        assertThat(next.stopped.get(PARTITION))
                .contains("the next command is at offset " + decided + ", but the commands topic begins at " + end)
                .contains("deleted before they were decided");
        assertThat(tables.cursors(PARTITION).nextOffset()).isEqualTo(decided);
        invariants.checkAllAnswered(OTHER);
    }

    @Test
    void whatTheTopicsDoNotTakeOfOnePartitionIsSoonAloneInItsTransaction() {
        SimulatedWorker worker = worker("worker-1");
        kafka.refuse(PARTITION);
        clients.send(COMMANDS);
        worker.takeTurns(TURNS);

        invariants.checkAllAnswered(OTHER);
        assertThat(invariants.allAnswered(PARTITION)).isFalse();
        long goodEpoch = tables.cursors(OTHER).epoch();
        worker.takeTurns(TURNS);
        assertThat(tables.cursors(OTHER).epoch()).as("acquired again").isEqualTo(goodEpoch);

        kafka.accept(PARTITION);
        worker.takeTurns(TURNS);
        invariants.checkAllAnswered(PARTITION);
        invariants.check();
    }

    @Test
    void anEndThatCannotBeReadHoldsUpItsPartitionAlone() {
        kafka.hideEnds(PARTITION);
        SimulatedWorker worker = worker("worker-1");
        clients.send(COMMANDS);
        worker.takeTurns(TURNS);

        invariants.checkAllAnswered(OTHER);
        assertThat(invariants.allAnswered(PARTITION)).isFalse();
        assertThat(worker.waiting.get(PARTITION)).contains("on purpose");

        kafka.showEnds(PARTITION);
        worker.takeTurns(TURNS);
        invariants.checkAllAnswered(PARTITION);
        invariants.check();
    }

    @Test
    void aRebalanceKeepsTheCachesOfPartitionsThatStay() {
        SimulatedWorker worker = unassigned("worker-1");
        kafka.target(OTHER, worker.name);
        clients.send(COMMANDS);
        worker.takeTurns(TURNS);
        long epoch = tables.cursors(OTHER).epoch();

        kafka.target(PARTITION, worker.name);
        worker.takeTurns(TURNS);

        invariants.checkAllAnswered(PARTITION);
        // Caches end with the epoch, and only with it.
        assertThat(tables.cursors(OTHER).epoch()).isEqualTo(epoch);
        assertThat(worker.released).doesNotContain(OTHER);
    }

    private SimulatedWorker unassigned(String name) {
        return new SimulatedWorker(name, kafka, new InMemoryEventStore(tables), context, () -> {});
    }

    private SimulatedWorker worker(String name) {
        SimulatedWorker worker = unassigned(name);
        kafka.target(PARTITION, name);
        kafka.target(OTHER, name);
        return worker;
    }

    /** The same worker as a new process. */
    private SimulatedWorker newOwner(String name) {
        kafka.expire(name);
        return worker(name);
    }
}
