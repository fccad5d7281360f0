package dev.foldline.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.example.account.AccountBalances;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.handover.Phase;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.AccountStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectionTopologyTest {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static final String VIEW = AccountBalances.NAME;
    private static final AccountOpened OPENED = new AccountOpened("a", "Ada", "EUR", 100L);

    private final EventLog log = new EventLog();
    private final TestBuild<AccountBalance> build;

    ProjectionTopologyTest(@TempDir Path stateDir) {
        build = new TestBuild<>(log, AccountBalances.VIEW, "topology-test", Phase.SERVING, stateDir);
    }

    @AfterEach
    void close() {
        build.close();
    }

    @Test
    void foldsEventsIntoTheStoreAndTheTopic() {
        build.events.pipeInput(log.event("a", 1, 1, OPENED));
        build.events.pipeInput(log.event("a", 2, 2, deposited(150)));

        assertThat(build.stored("a")).isEqualTo(row(150, 2, 2));
        List<TestRecord<String, byte[]>> published = build.published();
        assertThat(published).extracting(TestRecord::key).containsOnly("a");
        assertThat(decoded(published.getLast())).isEqualTo(row(150, 2, 2));
        assertThat(build.folded.sum()).isEqualTo(2);
    }

    @Test
    void anEventOfAnotherVersionIsFoldedAsThisBuilds() {
        build.events.pipeInput(log.foreign(
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
        build.events.pipeInput(log.event("a", 2, 2, deposited(10_001)));

        List<TestRecord<String, byte[]>> published = build.published();
        assertThat(decoded(published.getFirst()))
                .isEqualTo(new AccountBalance(
                        "a", "Ada Lovelace", "EUR", 10_000L, AccountStatus.OPEN, 1L, 1L, EventLog.AT));
        assertThat(decoded(published.getLast()).getBalanceMinor()).isEqualTo(10_001);
    }

    @Test
    void aRowsRecordCarriesNoHeadersOfAnEvent() {
        build.events.pipeInput(log.event("a", 1, 1, OPENED));

        assertThat(build.published().getFirst().headers()).isEmpty();
    }

    @Test
    void aRowsRecordIsPartOfTheTraceOfTheEventThatChangedItLast() {
        build.events.pipeInput(EventLog.traced(log.event("a", 1, 1, OPENED), TRACE));
        build.events.pipeInput(log.event("a", 2, 2, deposited(150)));
        build.events.pipeInput(EventLog.traced(log.event("a", 3, 3, deposited(170)), "00-1-2-01"));

        List<TestRecord<String, byte[]>> published = build.published();
        assertThat(published).hasSize(3);
        assertThat(published.getFirst().headers())
                .containsExactly(new RecordHeader("traceparent", TRACE.getBytes(StandardCharsets.UTF_8)));
        assertThat(published.get(1).headers()).isEmpty();
        assertThat(published.get(2).headers()).isEmpty();
    }

    @Test
    void aRepeatIsDroppedAndCounted() {
        build.events.pipeInput(log.event("a", 1, 1, OPENED));
        build.events.pipeInput(log.event("a", 2, 2, deposited(150)));
        build.events.pipeInput(log.event("a", 1, 1, OPENED));
        build.events.pipeInput(log.event("a", 2, 2, deposited(150)));
        build.events.pipeInput(log.event("a", 3, 3, deposited(170)));

        assertThat(build.gates.state(0)).isEqualTo(new GateState(3, 2, 0, 0));
        List<TestRecord<String, byte[]>> published = build.published();
        assertThat(published).hasSize(3);
        assertThat(decoded(published.getLast())).isEqualTo(row(170, 3, 3));
    }

    @Test
    void aGapIsCountedAndProcessingGoesOn() {
        build.events.pipeInput(log.event("a", 1, 1, OPENED));
        build.events.pipeInput(log.event("a", 5, 5, deposited(150)));
        build.events.pipeInput(log.event("a", 6, 6, deposited(170)));

        assertThat(build.gates.state(0)).isEqualTo(new GateState(6, 0, 1, 3));
        assertThat(decoded(build.published().getLast())).isEqualTo(row(170, 3, 6));
    }

    @Test
    void anEventOfAForeignTypeMovesThePositionAndIsNotDecoded() {
        build.events.pipeInput(log.event("a", 1, 1, OPENED));
        build.events.pipeInput(log.raw("o", 1, 2, "dev.example.OrderCreated", new byte[] {1, 2, 3}));
        build.events.pipeInput(log.event("a", 2, 3, deposited(150)));

        assertThat(build.gates.state(0)).isEqualTo(new GateState(3, 0, 0, 0));
        assertThat(build.published()).hasSize(2);
    }

    @Test
    void aGateThatIsOpenedAgainGoesOnWhereTheStoreLeftOff() {
        build.events.pipeInput(log.event("a", 1, 1, OPENED));
        build.events.pipeInput(log.event("a", 4, 4, deposited(150)));
        GateState before = build.gates.state(0);

        Gates reopened = new Gates(VIEW);
        boolean admitted =
                reopened.open(0, build.driver.getKeyValueStore(Gates.STORE)).admits(4);

        assertThat(before).isEqualTo(new GateState(4, 0, 1, 2));
        assertThat(admitted).isFalse();
        assertThat(reopened.state(0)).isEqualTo(new GateState(4, 1, 1, 2));
    }

    private AccountBalance decoded(TestRecord<String, byte[]> record) {
        return (AccountBalance) build.row(record);
    }

    private static MoneyDeposited deposited(long balanceMinor) {
        return new MoneyDeposited("a", 1L, "EUR", balanceMinor, "");
    }

    private static AccountBalance row(long balanceMinor, long transactions, long version) {
        return new AccountBalance(
                "a", "Ada", "EUR", balanceMinor, AccountStatus.OPEN, transactions, version, EventLog.AT);
    }
}
