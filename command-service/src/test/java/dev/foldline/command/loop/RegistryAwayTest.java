package dev.foldline.command.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.TestSchemas;
import dev.foldline.command.store.InMemoryEventStore;
import dev.foldline.command.store.InMemoryTables;
import dev.foldline.command.store.entry.DeadLetter;
import dev.foldline.contract.Topics;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.testing.TestTimeouts;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A schema that cannot be had now holds up the partition whose command needs it, and no other. */
class RegistryAwayTest {

    private static final int PARTITIONS = 4;
    private static final int COMMANDS = 40;
    private static final int TURNS = 400;
    private static final int HELD = 2;
    private static final int REFUSED_ID = 4711;
    private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(60);

    /** Refuses one id, or answers nothing at all. */
    private static final class RefusingRegistry extends MockSchemaRegistryClient {

        private boolean away;

        @Override
        public ParsedSchema getSchemaById(int id) throws IOException, RestClientException {
            if (away) {
                throw new IOException("Connection refused");
            }
            if (id == REFUSED_ID) {
                throw new RestClientException("ill", 500, 50001);
            }
            return super.getSchemaById(id);
        }
    }

    private final RefusingRegistry registry = new RefusingRegistry();
    private final AtomicLong registryNs = new AtomicLong();
    private final RandomGenerator random = new SplittableRandom(1);
    private final SimulatedKafka kafka = new SimulatedKafka(PARTITIONS, random);
    private final InMemoryTables tables = new InMemoryTables(PARTITIONS);
    private final InMemoryEventStore store = new InMemoryEventStore(tables);
    private final WritePathInvariants invariants = new WritePathInvariants(kafka, tables, PARTITIONS);
    private final SimulatedClients clients;
    private final SimulatedWorker worker;

    RegistryAwayTest() {
        TestSchemas.registerAll(registry);
        RegistrySchemas schemas = new RegistrySchemas(
                registry, new RegistrySchemas.Patience(true, Duration.ofSeconds(30), GIVE_UP_AFTER), registryNs::get);
        InstantSource clock = () -> Instant.ofEpochMilli(1_700_000_000_000L);
        clients = new SimulatedClients(kafka, schemas, clock, random);
        for (int i = 0; i < COMMANDS; i++) {
            clients.sendNew();
        }
        worker = new SimulatedWorker(
                "worker-1", kafka, store, SimulatedWorker.context(kafka.partitions, schemas, clock), () -> {});
        for (int partition = 0; partition < PARTITIONS; partition++) {
            kafka.target(partition, worker.name);
        }
    }

    @Test
    void anIdThatTheRegistryRefusesHoldsUpItsPartitionAloneAndBecomesADeadLetter() {
        sendRefused();
        for (int i = 0; i < COMMANDS; i++) {
            clients.sendNew();
        }
        takeTurns();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(invariants.allAnswered(partition))
                    .as("partition %d", partition)
                    .isEqualTo(partition != HELD);
        }
        assertThat(unavailable(HELD)).isEmpty();

        registryNs.addAndGet(GIVE_UP_AFTER.toNanos());
        takeTurnsUntilAllIsAnswered();
        assertThat(unavailable(HELD)).singleElement().satisfies(letter -> {
            assertThat(letter.code()).isEqualTo("schema-unavailable");
            assertThat(letter.message()).contains("4711", "sending the command again may help");
        });
        for (int partition = 0; partition < PARTITIONS; partition++) {
            invariants.checkAllAnswered(partition);
        }
        invariants.check();
    }

    @Test
    void whatCameBeforeTheRefusedRecordInItsPartitionIsDecided() {
        long offset = sendRefused();
        takeTurns();

        assertThat(tables.cursors(HELD).nextOffset()).isEqualTo(offset);
    }

    @Test
    void aRegistryThatIsAwayIsWaitedForAndNothingIsLost() {
        registry.away = true;
        for (int minute = 0; minute < 10; minute++) {
            takeTurns();
            registryNs.addAndGet(GIVE_UP_AFTER.toNanos());
        }
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(kafka.committed("command-results", partition)).isEmpty();
        }

        registry.away = false;
        registryNs.addAndGet(GIVE_UP_AFTER.toNanos());
        takeTurnsUntilAllIsAnswered();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            invariants.checkAllAnswered(partition);
            assertThat(unavailable(partition)).isEmpty();
        }
        invariants.check();
    }

    private long sendRefused() {
        byte[] value = {0, 0, 0, (byte) (REFUSED_ID >> 8), (byte) REFUSED_ID, 2};
        String key = IntStream.iterate(0, number -> number + 1)
                .mapToObj(number -> "refused-" + number)
                .filter(candidate -> Topics.DEFAULT.partitioner().partitionOf(candidate, PARTITIONS) == HELD)
                .findFirst()
                .orElseThrow();
        return kafka.send(HELD, 0, new RecordHeaders(), key.getBytes(StandardCharsets.UTF_8), value);
    }

    private List<DeadLetter> unavailable(int partition) {
        return tables.deadLetters(partition).stream()
                .filter(letter -> letter.code().equals("schema-unavailable"))
                .toList();
    }

    /** Requests to the registry are made by other threads, so how many turns it takes is not known. */
    private void takeTurnsUntilAllIsAnswered() {
        Awaitility.await().atMost(TestTimeouts.CONDITION).until(() -> {
            takeTurns();
            return IntStream.range(0, PARTITIONS).allMatch(invariants::allAnswered);
        });
    }

    private void takeTurns() {
        worker.takeTurns(TURNS);
    }
}
