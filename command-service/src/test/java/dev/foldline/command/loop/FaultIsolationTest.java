package dev.foldline.command.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.DecisionContext;
import dev.foldline.command.batch.NoteType;
import dev.foldline.command.batch.NoteType.Order;
import dev.foldline.command.batch.TestSchemas;
import dev.foldline.command.batch.rule.RecordLimits;
import dev.foldline.command.loop.LoopProbe.PartitionState;
import dev.foldline.command.ops.LoopMetrics;
import dev.foldline.command.ops.WorkerTurns;
import dev.foldline.command.store.InMemoryEventStore;
import dev.foldline.command.store.InMemoryTables;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.DeadLetter;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.command.stream.SnapshotPolicy;
import dev.foldline.contract.Topics;
import dev.foldline.domain.AggregateType;
import dev.foldline.domain.Domains;
import dev.foldline.runtime.Health;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.testing.TestTimeouts;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What goes wrong in one partition is not felt in the others of its worker, and passes. */
class FaultIsolationTest {

    private static final int SILENT_ID = 4711;
    private static final int BAD = 0;
    private static final int GOOD = 2;
    private static final int PARTITIONS = 4;
    private static final int TURNS = 200;

    private final NoteType notes = new NoteType();
    private final SilentRegistry registry = new SilentRegistry();
    private final RegistrySchemas schemas = TestSchemas.registeredIn(registry, notes.commands(), notes.events());
    private final SimulatedKafka kafka = new SimulatedKafka(PARTITIONS, new SplittableRandom(1));
    private final InMemoryTables tables = new InMemoryTables(PARTITIONS);
    private final InMemoryEventStore store = new InMemoryEventStore(tables);
    private final AvroEncoder encoder = AvroEncoder.ofRecords(schemas, Topics.DEFAULT.commands());
    private final SimulatedWorker worker;

    FaultIsolationTest() {
        List<AggregateType<?, ?, ?>> types =
                new ArrayList<>(Domains.onClassPath().aggregates());
        types.add(notes);
        DecisionContext context = new DecisionContext(
                new AggregateTypes(types),
                schemas,
                Topics.DEFAULT,
                PARTITIONS,
                () -> Instant.ofEpochMilli(1_700_000_000_000L),
                RecordLimits.of(1_000_000),
                new SnapshotPolicy(100, Map.of()),
                // The test says which account is in which partition.
                new DecisionContext.Checks(true, false));
        worker = new SimulatedWorker("worker-1", kafka, store, context, () -> {});
        kafka.knowsItsMembers();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            kafka.target(partition, worker.name);
        }
        takeTurns();
        store.appends.clear();
    }

    @Test
    void aPartitionThatCannotBeAppendedToWaitsAndTheOthersAreCommittedInTheSameTurn() {
        store.cannotAppendTo(Set.of(BAD));
        send(BAD, "account-1", open());
        send(GOOD, "account-2", open());
        worker.loop.turn();

        assertThat(tables.events(GOOD)).hasSize(1);
        assertThat(tables.events(BAD)).isEmpty();
        assertThat(worker.troubles).containsOnlyKeys(BAD);

        store.cannotAppendTo(Set.of());
        takeTurns();
        assertThat(tables.events(BAD)).hasSize(1);
        assertThat(worker.troubles).isEmpty();
        assertThat(worker.stopped).isEmpty();
    }

    @Test
    void aPartitionThatWaitsForTheRegistryHoldsUpNoOtherInTheSameTurn() {
        kafka.send(
                BAD,
                0,
                new RecordHeaders(),
                "account-1".getBytes(StandardCharsets.UTF_8),
                ByteBuffer.allocate(6)
                        .put((byte) 0)
                        .putInt(SILENT_ID)
                        .put((byte) 2)
                        .array());
        send(BAD, "account-1", open());
        send(GOOD, "account-2", open());
        worker.loop.turn();

        assertThat(tables.events(GOOD)).hasSize(1);
        assertThat(tables.events(BAD)).isEmpty();

        registry.answers = true;
        // Another thread asks the registry.
        Awaitility.await().atMost(TestTimeouts.CONDITION).until(() -> {
            takeTurns();
            return tables.outcomes(BAD).size() == 1 && tables.events(BAD).size() == 1;
        });
        assertThat(tables.outcomes(BAD)).extracting(CommandOutcome::code).containsExactly("unknown-schema");
        assertThat(tables.events(BAD)).hasSize(1);
        assertThat(worker.troubles).isEmpty();
    }

    @Test
    void aPartitionWithARefusedCommandHoldsUpNoOtherInTheSameTurn() {
        for (int i = 0; i < 4; i++) {
            send(BAD, "note-" + i, NoteType.command(i == 2 ? Order.SPOIL_ROW : Order.WRITE, 1));
            send(GOOD, "note-" + i, NoteType.command(Order.WRITE, 1));
        }
        worker.loop.turn();

        assertThat(tables.events(GOOD)).hasSize(4);
        assertThat(tables.events(BAD)).extracting(StoredEvent::commandOffset).containsExactly(0L, 1L, 3L);
        assertThat(tables.outcomes(BAD))
                .extracting(CommandOutcome::commandOffset)
                .containsExactly(2L);
    }

    @Test
    void aValueOfAViewThatThrowsFailsItsCommandAlone() {
        send(BAD, "note-1", NoteType.command(Order.WRITE, 1));
        send(BAD, "note-2", NoteType.command(Order.SPOIL_ROW, 1));
        send(BAD, "note-3", NoteType.command(Order.WRITE, 1));
        takeTurns();

        assertThat(tables.events(BAD)).extracting(StoredEvent::commandOffset).containsExactly(0L, 2L);
        assertThat(tables.outcomes(BAD)).extracting(CommandOutcome::code).containsExactly("aggregate-operation-failed");
        assertThat(tables.deadLetters(BAD))
                .extracting(DeadLetter::exception)
                .containsExactly("java.lang.AssertionError");
    }

    @Test
    void afterATroubleTheNextBatchesAreOfAllPartitionsTogetherAgain() {
        send(BAD, "note-1", NoteType.command(Order.SPOIL_ROW, 1));
        send(GOOD, "account-2", open());
        takeTurns();
        // One whole batch of it, still alone.
        send(BAD, "account-1", open());
        takeTurns();
        store.appends.clear();
        send(BAD, "account-3", open());
        send(GOOD, "account-4", open());
        worker.loop.turn();

        assertThat(store.appends).containsExactly(Set.of(BAD, GOOD));
    }

    @Test
    void aStreamThatOthersWriteToIsDecidedAgainThreeTimesAndThenFails() {
        store.conflict(new StreamId(BAD, "account-1"), 3);
        send(BAD, "account-1", open());
        send(GOOD, "account-2", open());
        worker.loop.turn();
        assertThat(tables.events(GOOD)).hasSize(1);
        takeTurns();
        assertThat(tables.events(BAD)).hasSize(1);

        store.conflict(new StreamId(BAD, "account-3"), 100);
        send(BAD, "account-3", open());
        send(BAD, "account-4", open());
        takeTurns();
        assertThat(tables.events(BAD)).extracting(StoredEvent::aggregateId).containsExactly("account-1", "account-4");
        assertThat(tables.outcomes(BAD))
                .extracting(CommandOutcome::message)
                .containsExactly("others kept writing to account-3 meanwhile");
        assertThat(worker.troubles).isEmpty();
    }

    private void takeTurns() {
        worker.takeTurns(TURNS);
    }

    private void send(int partition, String aggregateId, SpecificRecord command) {
        kafka.send(
                partition,
                0,
                new RecordHeaders(),
                aggregateId.getBytes(StandardCharsets.UTF_8),
                encoder.encode(command));
    }

    private static SpecificRecord open() {
        return new OpenAccount("Ada", "EUR", 1L);
    }

    /** A registry that does not answer for one id. */
    private static final class SilentRegistry extends MockSchemaRegistryClient {
        private boolean answers;

        @Override
        public ParsedSchema getSchemaById(int id) throws IOException, RestClientException {
            if (id != SILENT_ID) {
                return super.getSchemaById(id);
            }
            if (answers) {
                throw new RestClientException("not found", 404, 40403);
            }
            throw new IOException("no answer on purpose");
        }
    }

    /** What is remembered of a partition whose batch did not get through. */
    @Nested
    final class PartitionInTrouble {

        private static final String WORKER = "worker-1";
        private static final Duration PAUSE_MIN = Duration.ofMillis(100);
        private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

        private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 1);
        private final LoopMetrics metrics =
                new LoopMetrics(new SimpleMeterRegistry(), 0, new WorkerTurns(Duration.ofDays(1), nowNs::get));
        private final PartitionTroubles troubles = new PartitionTroubles(
                new LoopSettings(
                        WORKER, PAUSE_MAX, PAUSE_MAX, 0, 3, PAUSE_MIN, PAUSE_MAX, Duration.ofSeconds(30), PAUSE_MAX, 1),
                metrics,
                nowNs::get);

        @Test
        void aPartitionWaitsTwiceAsLongWithEachFailureUpToALimitAndNotAtAllAfterABatchThatPassed() {
            for (long pauseMs : List.of(100L, 200L, 400L, 800L, 1600L, 2000L, 2000L)) {
                troubles.failed(3, "no");
                pass(Duration.ofMillis(pauseMs).minusNanos(1));
                assertThat(troubles.waits(3)).as("before %d ms", pauseMs).isTrue();
                assertThat(troubles.waits(4)).isFalse();
                pass(Duration.ofNanos(1));
                assertThat(troubles.waits(3)).as("after %d ms", pauseMs).isFalse();
            }
            troubles.passed(3);
            assertThat(troubles.has(3)).isFalse();
            troubles.failed(3, "no");
            pass(PAUSE_MIN);
            assertThat(troubles.waits(3)).isFalse();
        }

        @Test
        void readinessSaysWhyUntilABatchHasPassed() {
            metrics.partition(WORKER, 3, PartitionState.OWNED, 1, "");
            troubles.failed(3, "SQLSTATE 42501: grant it");
            assertThat(metrics.readiness()).isEqualTo("commands-3 retries its last batch: SQLSTATE 42501: grant it");
            troubles.passed(3);
            assertThat(metrics.readiness()).isEqualTo(Health.OK);
        }

        @Test
        void aBatchThatIsTooSlowIsHalvedAndGrowsBackWithEachThatPasses() {
            troubles.tooSlow(3, 500);
            assertThat(troubles.recordsMax(3)).isEqualTo(250);
            troubles.tooSlow(3, 250);
            assertThat(troubles.recordsMax(3)).isEqualTo(125);
            troubles.passed(3);
            assertThat(troubles.recordsMax(3)).isEqualTo(250);
            troubles.passed(3);
            troubles.passed(3);
            assertThat(troubles.has(3)).isFalse();
            assertThat(troubles.recordsMax(3)).isEqualTo(Integer.MAX_VALUE);
        }

        @Test
        void aStreamThatOthersWriteToFailsAfterThreeMoreTries() {
            StreamId stream = new StreamId(3, "account-1");
            for (int i = 0; i < 3; i++) {
                assertThat(troubles.conflict(3, stream, "moved")).isFalse();
                assertThat(troubles.contended(List.of(3))).isEmpty();
                assertThat(troubles.waits(3)).isTrue();
            }
            assertThat(troubles.conflict(3, stream, "moved")).isTrue();
            assertThat(troubles.contended(List.of(3))).isEqualTo(Set.of(stream));
            assertThat(troubles.contended(List.of(4))).isEmpty();
        }

        @Test
        void anOwnedPartitionWithoutAnotherFailureIsForgottenInTheEnd() {
            troubles.failed(3, "no");
            pass(Duration.ofSeconds(31));
            troubles.forgetOld(_ -> false);
            assertThat(troubles.has(3)).isTrue();
            troubles.forgetOld(_ -> true);
            assertThat(troubles.has(3)).isFalse();
        }

        private void pass(Duration time) {
            nowNs.addAndGet(time.toNanos());
        }
    }
}
