package dev.foldline.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.contract.AccountRecords;
import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.Topics;
import dev.foldline.projection.account.AccountBalances;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.gate.Gates;
import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.AccountStatus;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.UndecodableException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.LongAdder;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectionTopologyTest {

    private static final String VIEW = AccountRecords.ACCOUNT_BALANCES;
    private static final AccountOpened OPENED = new AccountOpened("a", "Ada", "EUR", 100L);

    private final EventLog log = new EventLog();
    private final Gates gates = new Gates(VIEW);
    private final LongAdder folded = new LongAdder();
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, byte[]> events;
    private final TestOutputTopic<String, byte[]> view;

    ProjectionTopologyTest(@TempDir Path stateDir) {
        driver = new TopologyTestDriver(
                ProjectionTopology.of(new AccountBalances(), Topics.DEFAULT, log.schemas(), gates, folded),
                exactlyOnce(stateDir));
        events = driver.createInputTopic(Topics.DEFAULT.events(), new StringSerializer(), new ByteArraySerializer());
        view = driver.createOutputTopic(
                Topics.DEFAULT.projection(VIEW), new StringDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void foldsEventsIntoTheStoreAndTheTopic() throws UndecodableException {
        events.pipeInput(log.event("a", 1, 1, OPENED));
        events.pipeInput(log.event("a", 2, 2, deposited(150)));

        assertThat(driver.<String, AccountBalance>getTimestampedKeyValueStore(VIEW)
                        .get("a")
                        .value())
                .isEqualTo(row(150, 2, 2));
        List<TestRecord<String, byte[]>> published = view.readRecordsToList();
        assertThat(published).extracting(TestRecord::key).containsOnly("a");
        assertThat(decoded(published.getLast())).isEqualTo(row(150, 2, 2));
        assertThat(folded.sum()).isEqualTo(2);
    }

    @Test
    void anEventOfAnotherVersionIsFoldedAsThisBuilds() throws UndecodableException {
        events.pipeInput(log.foreign(
                "a",
                1,
                1,
                new GenericRecordBuilder(LaterAccounts.OPENED)
                        .set("accountId", "a")
                        .set("firstName", "Ada")
                        .set("lastName", "Lovelace")
                        .set("currency", "EUR")
                        .set("deposit", 100L)
                        .build()));
        events.pipeInput(log.event("a", 2, 2, deposited(10_001)));

        assertThat(decoded(view.readRecord()))
                .isEqualTo(new AccountBalance(
                        "a", "Ada Lovelace", "EUR", 10_000L, AccountStatus.OPEN, 1L, 1L, EventLog.AT));
        assertThat(decoded(view.readRecord()).getBalanceMinor()).isEqualTo(10_001);
    }

    @Test
    void aRowsRecordCarriesNoHeadersOfAnEvent() {
        events.pipeInput(log.event("a", 1, 1, OPENED));

        assertThat(view.readRecord().headers()).isEmpty();
    }

    @Test
    void aRepeatIsDroppedAndCounted() throws UndecodableException {
        events.pipeInput(log.event("a", 1, 1, OPENED));
        events.pipeInput(log.event("a", 2, 2, deposited(150)));
        events.pipeInput(log.event("a", 1, 1, OPENED));
        events.pipeInput(log.event("a", 2, 2, deposited(150)));
        events.pipeInput(log.event("a", 3, 3, deposited(170)));

        assertThat(gates.state(0)).isEqualTo(new GateState(3, 2, 0, 0));
        List<TestRecord<String, byte[]>> published = view.readRecordsToList();
        assertThat(published).hasSize(3);
        assertThat(decoded(published.getLast())).isEqualTo(row(170, 3, 3));
    }

    @Test
    void aGapIsCountedAndProcessingGoesOn() throws UndecodableException {
        events.pipeInput(log.event("a", 1, 1, OPENED));
        events.pipeInput(log.event("a", 5, 5, deposited(150)));
        events.pipeInput(log.event("a", 6, 6, deposited(170)));

        assertThat(gates.state(0)).isEqualTo(new GateState(6, 0, 1, 3));
        assertThat(decoded(view.readRecordsToList().getLast())).isEqualTo(row(170, 3, 6));
    }

    @Test
    void anEventOfAForeignTypeMovesThePositionAndIsNotDecoded() {
        events.pipeInput(log.event("a", 1, 1, OPENED));
        events.pipeInput(log.raw("o", 1, 2, "dev.example.OrderCreated", new byte[] {1, 2, 3}));
        events.pipeInput(log.event("a", 2, 3, deposited(150)));

        assertThat(gates.state(0)).isEqualTo(new GateState(3, 0, 0, 0));
        assertThat(view.readRecordsToList()).hasSize(2);
    }

    @Test
    void bytesThatCannotBeDecodedStopTheProjectionAndTheErrorSaysWhere() {
        TestRecord<String, byte[]> broken =
                log.raw("a", 1, 1, OPENED.getSchema().getFullName(), new byte[] {1, 2, 3, 4, 5, 6});

        assertStops(
                () -> events.pipeInput(broken),
                "events-0 offset 0: the value begins with byte 1, not with Confluent's magic byte 0;"
                        + " account-balances stops here");
    }

    @Test
    void aValueThatIsNotWhatItsHeaderSaysStopsTheProjection() {
        byte[] foreign =
                log.event("a", 1, 1, new AccountClosed("a", "moved")).value().clone();
        foreign[4] = 99;

        assertStops(
                () -> events.pipeInput(log.raw("a", 1, 1, OPENED.getSchema().getFullName(), foreign)),
                "the registry has no schema with id 99");
    }

    @Test
    void anEventWithoutAPositionStopsTheProjection() {
        TestRecord<String, byte[]> event = log.event("a", 1, 1, OPENED);
        event.headers().remove(HeaderNames.POSITION);

        assertStops(() -> events.pipeInput(event), "header ce_position is missing; account-balances stops here");
    }

    @Test
    void anEventThatCannotBeFoldedStopsTheProjectionAndTheErrorSaysWhere() {
        assertStops(
                () -> events.pipeInput(log.event("a", 2, 1, deposited(150))),
                "events partition 0 position 1: a: version 2 has no row to change");
    }

    @Test
    void aGateThatIsOpenedAgainGoesOnWhereTheStoreLeftOff() {
        events.pipeInput(log.event("a", 1, 1, OPENED));
        events.pipeInput(log.event("a", 4, 4, deposited(150)));
        GateState before = gates.state(0);

        Gates reopened = new Gates(VIEW);
        boolean admitted =
                reopened.open(0, driver.getKeyValueStore(Gates.STORE)).admits(4);

        assertThat(before).isEqualTo(new GateState(4, 0, 1, 2));
        assertThat(admitted).isFalse();
        assertThat(reopened.state(0)).isEqualTo(new GateState(4, 1, 1, 2));
    }

    private AccountBalance decoded(TestRecord<String, byte[]> record) throws UndecodableException {
        return (AccountBalance)
                new AvroDecoder(log.schemas(), List.of(AccountBalance.getClassSchema())).decode(record.value());
    }

    private static MoneyDeposited deposited(long balanceMinor) {
        return new MoneyDeposited("a", 1L, "EUR", balanceMinor, "");
    }

    private static AccountBalance row(long balanceMinor, long transactions, long version) {
        return new AccountBalance(
                "a", "Ada", "EUR", balanceMinor, AccountStatus.OPEN, transactions, version, EventLog.AT);
    }

    private static void assertStops(ThrowingCallable piping, String message) {
        assertThatThrownBy(piping)
                .hasStackTraceContaining("UnappliedEventException")
                .hasStackTraceContaining(message);
    }

    private static Properties exactlyOnce(Path stateDir) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "topology-test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, FailQuietly.class);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        return properties;
    }
}
