package dev.foldline.command.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.TestSchemas;
import dev.foldline.command.store.postgres.PostgresEventStore;
import dev.foldline.command.store.postgres.PostgresServer;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.contract.Topics;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.PlaceOrder;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The real loop on a real Postgres that refuses something: a row of one command, which fails alone; or everything, as
 * it is not set up as it should be, which is waited for.
 */
final class RefusedByPostgresIT {

    private static final int PARTITIONS = 2;
    private static final int TURNS = 60;

    private final SimulatedKafka kafka = new SimulatedKafka(PARTITIONS, new SplittableRandom(1));
    private final PostgresSettings database = PostgresServer.migratedDatabase(PARTITIONS);
    private final RegistrySchemas schemas = TestSchemas.registered();
    private final InstantSource clock = () -> Instant.ofEpochMilli(1_700_000_000_000L);
    private final AvroEncoder encoder = AvroEncoder.ofRecords(schemas, Topics.DEFAULT.commands());
    private final List<PostgresEventStore> stores = new ArrayList<>();
    private SimulatedWorker worker = worker();

    @BeforeEach
    void ownAll() {
        kafka.knowsItsMembers();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            kafka.target(partition, worker.name);
        }
    }

    @AfterEach
    void close() {
        stores.forEach(PostgresEventStore::close);
    }

    // --- of one command ---

    @Test
    void aRowThatIsTooLargeForAnIndexFailsItsCommandAlone() throws Exception {
        long bad = sendAround("x".repeat(10) + random(6_000));

        String message = failsAlone(bad);
        assertThat(message).contains("table order_summary", "SQLSTATE 54000", "order_summary_customer");
    }

    @Test
    void whatATriggerRaisesFailsItsCommandAlone() throws Exception {
        trigger("order_summary", "IF NEW.customer_id = 'blocked' THEN RAISE EXCEPTION 'not today'; END IF;");

        assertThat(failsAlone(sendAround("blocked"))).contains("table order_summary", "SQLSTATE P0001", "not today");
    }

    @Test
    void aConstraintThatIsDeferredToTheCommitFailsItsCommandAlone() throws Exception {
        sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.customer_id = 'late' THEN"
                + " RAISE EXCEPTION 'too late'; END IF; RETURN NEW; END $$");
        sql("CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON order_summary DEFERRABLE INITIALLY DEFERRED"
                + " FOR EACH ROW EXECUTE FUNCTION refuse()");

        assertThat(failsAlone(sendAround("late"))).contains("SQLSTATE P0001", "too late");
    }

    @Test
    void aCheckFailsItsCommandAloneAndItsMessageHasNoValuesOfTheRow() throws Exception {
        sql("ALTER TABLE order_summary ADD CONSTRAINT known CHECK (customer_id NOT LIKE 'secret%')");

        assertThat(failsAlone(sendAround("secret-4711")))
                .contains("table order_summary", "SQLSTATE 23514", "known")
                .doesNotContain("secret-4711", "Failing row");
    }

    @Test
    void aNumberThatDoesNotFitFailsItsCommandAlone() throws Exception {
        sql("ALTER TABLE order_summary ALTER COLUMN item_count TYPE numeric(4, 0)");
        send(0, "order-1", order("customer-1", 1));
        long bad = send(0, "order-2", order("customer-1", 123_456));
        send(0, "order-3", order("customer-1", 1));

        assertThat(failsAlone(bad)).contains("SQLSTATE 22003").doesNotContain("123456");
    }

    @Test
    void textThatPostgresCannotHoldIsStoredWithReplacementsAndFailsNothing() throws Exception {
        send(0, "order-1", order("a\0b", 1));
        send(0, "order-2", order("half of a pair: \ud83d", 1));
        takeTurns();

        assertThat(strings("SELECT customer_id FROM order_summary ORDER BY aggregate_id"))
                .satisfiesExactly(
                        nul -> assertThat(nul).isEqualTo("a\ufffdb"),
                        half -> assertThat(half).startsWith("half of a pair: "));
        assertThat(strings("SELECT code FROM command_outcomes")).isEmpty();
    }

    @Test
    void severalCommandsOfOneBatchFailEachForItself() throws Exception {
        trigger("order_summary", "IF NEW.customer_id = 'blocked' THEN RAISE EXCEPTION 'not today'; END IF;");
        List<Long> bad = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long offset = send(i % 2, "order-" + i, order(i % 7 == 3 ? "blocked" : "customer-" + i, 1));
            if (i % 7 == 3) {
                bad.add((i % 2) * 1000L + offset);
            }
        }
        takeTurns();

        assertThat(longs("SELECT partition * 1000 + command_offset FROM command_outcomes WHERE code = 'not-storable'"))
                .containsExactlyInAnyOrderElementsOf(bad);
        assertThat(longs("SELECT partition * 1000 + command_offset FROM dead_letters"))
                .containsExactlyInAnyOrderElementsOf(bad);
        assertThat(longs("SELECT count(*) FROM events")).containsExactly(40L - bad.size());
        assertAllAnswered();
    }

    @Test
    void aRestartDecidesNothingAgain() throws Exception {
        failsAlone(sendAround(random(6_000)));
        List<Long> before = longs("SELECT count(*) FROM events UNION ALL SELECT count(*) FROM command_outcomes"
                + " UNION ALL SELECT count(*) FROM dead_letters");

        worker = worker();
        takeTurns();
        send(0, "order-9", order("customer-1", 1));
        takeTurns();

        assertThat(longs("SELECT count(*) - 1 FROM events UNION ALL SELECT count(*) FROM command_outcomes"
                        + " UNION ALL SELECT count(*) FROM dead_letters"))
                .isEqualTo(before);
        assertAllAnswered();
    }

    @Test
    void aSnapshotThatIsRefusedFailsNothing() throws Exception {
        trigger("snapshots", "RAISE EXCEPTION 'no snapshots';");
        for (int i = 0; i < 5; i++) {
            send(0, "order-1", order("customer-1", 1));
            send(0, "account-1", new OpenAccount("Ada", "EUR", 1L));
            send(0, "account-1", new DepositMoney(1L, "", ""));
        }
        takeTurns();

        assertThat(longs("SELECT count(*) FROM snapshots")).containsExactly(0L);
        assertThat(strings("SELECT code FROM command_outcomes WHERE status = 'FAILED'"))
                .isEmpty();
        assertAllAnswered();
    }

    @Test
    void aDeadLetterThatCannotBeStoredWholeIsStoredWithItsBytes() throws Exception {
        trigger("dead_letters", "IF jsonb_array_length(NEW.headers) > 0 THEN RAISE EXCEPTION 'no headers'; END IF;");
        RecordHeaders headers = new RecordHeaders();
        headers.add("odd", new byte[] {1});
        byte[] value = {7, 7, 7};
        kafka.send(0, 0, headers, key("order-1"), value);
        send(0, "order-2", order("customer-1", 1));
        takeTurns();

        assertThat(strings("SELECT encode(value, 'hex') || headers FROM dead_letters"))
                .containsExactly("070707[]");
        assertAllAnswered();
    }

    @Test
    void whereNotEvenAFailureCanBeStoredThePartitionWaitsAndSaysWhy() throws Exception {
        trigger("dead_letters", "RAISE EXCEPTION 'no dead letters';");
        kafka.send(0, 0, new RecordHeaders(), key("order-1"), new byte[] {7});
        send(1, "order-2", order("customer-1", 1));
        takeTurns();

        assertThat(worker.troubles.get(0))
                .contains("the command at offset 0 has failed, and not even that can be stored", "table dead_letters");
        assertThat(kafka.committed("command-results", 1)).hasSize(1);
        sql("DROP TRIGGER refuse ON dead_letters");
        takeTurns();
        assertThat(worker.troubles).isEmpty();
        assertAllAnswered();
    }

    // --- of the installation ---

    @Test
    void aTableThatIsMissingIsWaitedForAndNothingIsLost() throws Exception {
        sql("ALTER TABLE order_summary RENAME TO elsewhere");
        long order = send(0, "order-1", order("customer-1", 1));
        send(1, "account-1", new OpenAccount("Ada", "EUR", 1L));
        worker.loop.turn();
        worker.loop.turn();
        assertThat(longs("SELECT partition FROM events"))
                .as("the other partition is committed in the same turn")
                .containsExactly(1L);
        takeTurns();

        assertThat(worker.troubles.get(0)).contains("SQLSTATE 42P01", "restore what is missing");
        assertThat(worker.stopped).isEmpty();
        assertThat(kafka.committed("command-results", 0)).isEmpty();

        sql("ALTER TABLE elsewhere RENAME TO order_summary");
        takeTurns();
        assertThat(worker.troubles).isEmpty();
        assertThat(longs("SELECT command_offset FROM events WHERE partition = 0"))
                .containsExactly(order);
        assertAllAnswered();
    }

    @Test
    void aPrivilegeThatIsMissingIsWaitedForAndNothingIsLost() throws Exception {
        trigger("order_summary", "RAISE insufficient_privilege USING MESSAGE = 'permission denied';");
        send(0, "order-1", order("customer-1", 1));
        takeTurns();
        assertThat(worker.troubles.get(0)).contains("SQLSTATE 42501", "grant the role of the service this privilege");
        assertThat(worker.stopped).isEmpty();

        sql("DROP TRIGGER refuse ON order_summary");
        takeTurns();
        assertThat(worker.troubles).isEmpty();
        assertAllAnswered();
    }

    // --- what all of them do ---

    /** One order of a customer between others, on one partition, and some on the other. */
    private long sendAround(String customer) {
        for (int i = 0; i < 10; i++) {
            send(i % 2, "before-" + i, order("customer-" + i, 1));
        }
        long bad = send(0, "bad", order(customer, 1));
        for (int i = 0; i < 10; i++) {
            send(i % 2, "after-" + i, order("customer-" + i, 1));
        }
        return bad;
    }

    /** Everything but the command at this offset of the first partition is accepted; gives its result's message. */
    private String failsAlone(long offset) throws SQLException {
        takeTurns();
        assertAllAnswered();
        assertThat(longs("SELECT command_offset FROM command_outcomes WHERE partition = 0"))
                .containsExactly(offset);
        assertThat(longs("SELECT command_offset FROM dead_letters WHERE partition = 0"))
                .containsExactly(offset);
        assertThat(longs("SELECT count(*) FROM command_outcomes WHERE partition = 1"))
                .containsExactly(0L);
        assertThat(strings("SELECT status || ' ' || code FROM command_outcomes"))
                .containsExactly("FAILED not-storable");
        assertThat(worker.stopped).isEmpty();
        return strings("SELECT message FROM command_outcomes").getFirst();
    }

    private void assertAllAnswered() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(kafka.committed("command-results", partition))
                    .as("results of partition %d", partition)
                    .hasSameSizeAs(kafka.commands(partition));
        }
    }

    private SimulatedWorker worker() {
        PostgresEventStore store = new PostgresEventStore(database);
        stores.add(store);
        return new SimulatedWorker("worker-1", kafka, store, SimulatedWorker.anyPlace(schemas, clock), () -> {});
    }

    private void takeTurns() {
        worker.takeTurns(TURNS);
    }

    private long send(int partition, String aggregateId, SpecificRecord command) {
        return kafka.send(partition, 0, new RecordHeaders(), key(aggregateId), encoder.encode(command));
    }

    private static byte[] key(String aggregateId) {
        return aggregateId.getBytes(StandardCharsets.UTF_8);
    }

    private static PlaceOrder order(String customer, int pieces) {
        return new PlaceOrder(
                customer,
                "EUR",
                List.of(new OrderLine("lamp", pieces, 1L)),
                "Via Roma 1",
                "Turin",
                "10121",
                "Italy",
                "WEB");
    }

    /** Text that cannot be compressed. */
    private static String random(int length) {
        StringBuilder text = new StringBuilder();
        new SplittableRandom(7).ints(length, 'A', 'z').forEach(text::appendCodePoint);
        return text.toString();
    }

    /** A trigger before each new row of a table, as somebody may have put one there. */
    private void trigger(String table, String body) throws SQLException {
        sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + body + " RETURN NEW; END $$");
        sql("CREATE TRIGGER refuse BEFORE INSERT ON " + table + " FOR EACH ROW EXECUTE FUNCTION refuse()");
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
