package dev.foldline.command.loop.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.TestSchemas;
import dev.foldline.command.loop.SimulatedKafka;
import dev.foldline.command.loop.SimulatedWorker;
import dev.foldline.command.store.postgres.PostgresEventStore;
import dev.foldline.command.store.postgres.PostgresSchemaPins;
import dev.foldline.command.store.postgres.PostgresServer;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.contract.Topics;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import dev.foldline.serde.pin.SchemaFingerprint;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The real loop on a real Postgres, with a registry that is lost and gives its ids again: nothing is read or written by
 * it, and work goes on once it has the old schemas under their old ids.
 */
final class LostRegistryIT {

    private static final int PARTITIONS = 2;
    private static final int TURNS = 60;

    /** A registry whose schemas can be put under ids that it has given to others. */
    private static final class LostRegistry extends MockSchemaRegistryClient {

        private final Map<Integer, ParsedSchema> restored = new HashMap<>();

        @Override
        public ParsedSchema getSchemaById(int id) throws IOException, RestClientException {
            ParsedSchema old = restored.get(id);
            return old == null ? super.getSchemaById(id) : old;
        }
    }

    private final SimulatedKafka kafka = new SimulatedKafka(PARTITIONS, new SplittableRandom(1));
    private final PostgresSettings database = PostgresServer.migratedDatabase(PARTITIONS);
    private final InstantSource clock = () -> Instant.ofEpochMilli(1_700_000_000_000L);
    private final MockSchemaRegistryClient first = new MockSchemaRegistryClient();
    private final List<PostgresEventStore> stores = new ArrayList<>();

    @AfterEach
    void close() {
        stores.forEach(PostgresEventStore::close);
    }

    @Test
    void theFirstUseOfAnIdPinsItAndTheNextUsesNeedNoTable() throws Exception {
        TestSchemas.registerAll(first);
        SimulatedWorker worker = started(first);
        AvroEncoder encoder = AvroEncoder.ofRecords(new RegistrySchemas(first), Topics.DEFAULT.commands());
        send(encoder, 0, "account-1", new OpenAccount("Ada", "EUR", 1L));
        send(encoder, 0, "account-1", new DepositMoney(1L, "", ""));
        takeTurns(worker);

        assertThat(strings("SELECT type || ' ' || fingerprint FROM schema_fingerprints ORDER BY type"))
                .containsExactly(named(AccountOpened.getClassSchema()), named(MoneyDeposited.getClassSchema()));
        assertThat(longs("SELECT count(*) FROM events e JOIN schema_fingerprints s ON s.type = e.event_type"
                        + " AND s.schema_id = get_byte(payload, 3) * 256 + get_byte(payload, 4)"))
                .containsExactly(2L);

        sql("ALTER TABLE schema_fingerprints RENAME TO elsewhere");
        for (int i = 2; i < 12; i++) {
            send(encoder, i % 2, "account-" + i, new OpenAccount("Ada", "EUR", 1L));
            send(encoder, i % 2, "account-" + i, new DepositMoney(1L, "", ""));
        }
        takeTurns(worker);
        assertThat(longs("SELECT count(*) FROM events")).containsExactly(22L);
    }

    @Test
    void aRegistryThatHasGivenIdsAgainHoldsThePartitionUntilTheOldSchemasAreBack() throws Exception {
        TestSchemas.registerAll(first);
        AvroEncoder encoder = AvroEncoder.ofRecords(new RegistrySchemas(first), Topics.DEFAULT.commands());
        send(encoder, 0, "account-1", new OpenAccount("Ada", "EUR", 1L));
        takeTurns(started(first));
        int id = first.getId(
                Subjects.ofRecord(Topics.DEFAULT.events(), AccountOpened.getClassSchema()),
                new AvroSchema(AccountOpened.getClassSchema()));

        LostRegistry lost = new LostRegistry();
        for (int other = 0; other < 100; other++) {
            lost.register("other-" + other, new AvroSchema(other(other)));
        }
        TestSchemas.registerAll(lost);
        AvroEncoder later = AvroEncoder.ofRecords(new RegistrySchemas(lost), Topics.DEFAULT.commands());
        SimulatedWorker worker = started(lost);
        send(later, 0, "account-1", new DepositMoney(1L, "", ""));
        takeTurns(worker);

        assertThat(worker.waiting.get(0))
                .contains(
                        "schema id " + id + " is ",
                        SchemaFingerprint.of(AccountOpened.getClassSchema()),
                        "./foldline schemas restore",
                        "schema_fingerprints, schema_id = " + id);
        assertThat(worker.stopped).isEmpty();
        assertThat(longs("SELECT count(*) FROM events")).containsExactly(1L);
        assertThat(longs("SELECT count(*) FROM command_outcomes")).containsExactly(0L);

        lost.restored.put(id, new AvroSchema(AccountOpened.getClassSchema()));
        takeTurns(worker);
        assertThat(strings("SELECT event_type FROM events ORDER BY position"))
                .containsExactly(
                        AccountOpened.getClassSchema().getFullName(),
                        MoneyDeposited.getClassSchema().getFullName());
    }

    @Test
    void nothingIsWrittenUnderAnIdThatMeantAnotherSchema() throws Exception {
        TestSchemas.registerAll(first);
        AvroEncoder encoder = AvroEncoder.ofRecords(new RegistrySchemas(first), Topics.DEFAULT.commands());
        int id = first.getId(
                Subjects.ofRecord(Topics.DEFAULT.events(), AccountOpened.getClassSchema()),
                new AvroSchema(AccountOpened.getClassSchema()));
        sql("INSERT INTO schema_fingerprints (schema_id, type, fingerprint, schema) VALUES (" + id
                + ", 'a.Other', '0123456789abcdef', '{}')");
        SimulatedWorker worker = started(first);
        send(encoder, 0, "account-1", new OpenAccount("Ada", "EUR", 1L));
        takeTurns(worker);

        assertThat(worker.waiting.get(0)).contains("was a.Other with fingerprint 0123456789abcdef at its first use");
        assertThat(longs("SELECT count(*) FROM events")).containsExactly(0L);

        sql("DELETE FROM schema_fingerprints");
        takeTurns(worker);
        assertThat(longs("SELECT count(*) FROM events")).containsExactly(1L);
    }

    @Test
    void eventsOfAnOlderBuildArePinnedWhenTheyAreReadFirst() throws Exception {
        TestSchemas.registerAll(first);
        AvroEncoder encoder = AvroEncoder.ofRecords(new RegistrySchemas(first), Topics.DEFAULT.commands());
        send(encoder, 0, "account-1", new OpenAccount("Ada", "EUR", 1L));
        takeTurns(started(first));
        sql("TRUNCATE schema_fingerprints");

        send(encoder, 0, "account-1", new DepositMoney(1L, "", ""));
        takeTurns(started(first));

        assertThat(strings("SELECT type || ' ' || fingerprint FROM schema_fingerprints ORDER BY type"))
                .containsExactly(named(AccountOpened.getClassSchema()), named(MoneyDeposited.getClassSchema()));
    }

    private static Schema other(int number) {
        return Schema.createRecord("Other" + number, null, "a", false, List.of());
    }

    private static String named(Schema schema) {
        return schema.getFullName() + " " + SchemaFingerprint.of(schema);
    }

    /** A worker of a process that has just started, with its own memory of the registry. */
    private SimulatedWorker started(MockSchemaRegistryClient registry) {
        PostgresEventStore store = new PostgresEventStore(database);
        stores.add(store);
        RegistrySchemas schemas = new RegistrySchemas(
                registry,
                RegistrySchemas.Patience.WAITING,
                System::nanoTime,
                new PostgresSchemaPins(List.of(database)));
        SimulatedWorker worker =
                new SimulatedWorker("worker-1", kafka, store, SimulatedWorker.anyPlace(schemas, clock), () -> {});
        kafka.knowsItsMembers();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            kafka.target(partition, worker.name);
        }
        return worker;
    }

    private void send(AvroEncoder encoder, int partition, String key, SpecificRecord command) {
        kafka.send(partition, 0, new RecordHeaders(), key.getBytes(StandardCharsets.UTF_8), encoder.encode(command));
    }

    private static void takeTurns(SimulatedWorker worker) {
        worker.takeTurns(TURNS);
    }

    private void sql(String statement) throws SQLException {
        PostgresServer.execute(database, statement);
    }

    private List<Long> longs(String query) throws SQLException {
        return strings(query).stream().map(Long::valueOf).toList();
    }

    private List<String> strings(String query) throws SQLException {
        return PostgresServer.strings(database, query);
    }
}
