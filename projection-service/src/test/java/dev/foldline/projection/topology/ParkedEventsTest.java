package dev.foldline.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.contract.HeaderNames;
import dev.foldline.example.account.AccountBalances;
import dev.foldline.projection.deadletter.ParkedEvent;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.handover.Phase;
import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.projection.AccountBalance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of events that cannot be applied, on the way through a projection's topology. */
class ParkedEventsTest {

    private final EventLog log = new EventLog();
    private final TestBuild<AccountBalance> build;

    ParkedEventsTest(@TempDir Path stateDir) {
        build = new TestBuild<>(log, AccountBalances.VIEW, "parked-test", Phase.SERVING, stateDir);
    }

    @AfterEach
    void close() {
        build.close();
    }

    @Test
    void anEventThatCannotBeFoldedIsParkedAndItsKeysLaterEventsWaitWhileOthersFlow() {
        build.events.pipeInput(log.event("a", 2, 1, deposited("a", 150)));
        build.events.pipeInput(log.event("a", 3, 2, deposited("a", 170)));
        build.events.pipeInput(log.event("b", 1, 3, opened("b")));
        build.events.pipeInput(log.event("b", 2, 4, deposited("b", 130)));

        assertThat(build.stored("a")).isNull();
        assertThat(balance("b")).isEqualTo(130);
        assertThat(parked()).hasSize(2);
        assertThat(parked().getFirst().error()).contains("a: version 2 has no row to change");
        assertThat(parked().getLast().error()).isEmpty();
        assertThat(build.parked.of(0)).isEqualTo(2);
        assertThat(build.gates.state(0)).isEqualTo(new GateState(4, 0, 0, 0));
        assertThat(build.positions.passed(0)).isEqualTo(4);
    }

    @Test
    void bytesThatCannotBeDecodedAreParkedAsTheyCame() {
        TestRecord<String, byte[]> broken =
                log.raw("a", 1, 1, AccountOpened.getClassSchema().getFullName(), new byte[] {1, 2, 3, 4, 5, 6});
        build.events.pipeInput(broken);
        build.events.pipeInput(log.event("b", 1, 2, opened("b")));

        ParkedEvent dead = parked().getFirst();
        assertThat(dead.error()).contains("the value begins with byte 1, not with Confluent's magic byte 0");
        assertThat(dead.incoming().value()).isEqualTo(broken.value());
        assertThat(dead.incoming().headers()).isEqualTo(broken.headers());
        assertThat(balance("b")).isEqualTo(100);
    }

    @Test
    void aValueThatIsNotWhatItsHeaderSaysIsParked() {
        byte[] foreign =
                log.event("a", 1, 1, new AccountClosed("a", "moved")).value().clone();
        foreign[4] = 99;
        build.events.pipeInput(log.raw("a", 1, 1, AccountOpened.getClassSchema().getFullName(), foreign));

        assertThat(parked().getFirst().error()).contains("the registry has no schema with id 99");
    }

    @Test
    void aRecordWithoutAPositionIsParkedAndMovesNothing() {
        TestRecord<String, byte[]> event = log.event("a", 1, 1, opened("a"));
        event.headers().remove(HeaderNames.POSITION);
        build.events.pipeInput(event);

        assertThat(parked().getFirst().error()).contains("header ce_position is missing");
        assertThat(build.gates.state(0)).isEqualTo(GateState.START);
    }

    @Test
    void aRetryAppliesTheEventsOfAKeyInTheirOrderAndFreesIt() {
        build.events.pipeInput(log.event("a", 2, 1, deposited("a", 150)));
        build.events.pipeInput(log.event("a", 1, 2, opened("a")));
        build.events.pipeInput(log.event("a", 3, 3, deposited("a", 170)));

        // The first still has no row to change.
        build.request("a", new Request(Request.Action.RETRY, 0, 1, "ada"));
        assertThat(parked()).hasSize(3);
        assertThat(parked().getFirst().attempts()).isEqualTo(2);

        build.request("a", new Request(Request.Action.SKIP, 0, 1, "ada"));
        assertThat(parked()).isEmpty();
        assertThat(build.parked.of(0)).isZero();
        assertThat(balance("a")).isEqualTo(170);

        build.events.pipeInput(log.event("a", 4, 4, deposited("a", 180)));
        assertThat(balance("a")).isEqualTo(180);
        assertThat(build.publishedRows()).containsEntry("a", build.stored("a"));
    }

    @Test
    void aRequestForAnotherEventThanTheFirstDoesNothing() {
        build.events.pipeInput(log.event("a", 2, 1, deposited("a", 150)));
        build.events.pipeInput(log.event("a", 3, 2, deposited("a", 170)));

        build.request("a", new Request(Request.Action.SKIP, 0, 2, "ada"));
        build.request("b", new Request(Request.Action.SKIP, 0, 1, "ada"));

        assertThat(parked()).hasSize(2);
    }

    @Test
    void aRequestThatComesTwiceIsCarriedOutOnce() {
        build.events.pipeInput(log.event("a", 2, 1, deposited("a", 150)));
        build.events.pipeInput(log.event("a", 3, 2, deposited("a", 170)));

        build.request("a", new Request(Request.Action.SKIP, 0, 1, "ada"));
        build.request("a", new Request(Request.Action.SKIP, 0, 1, "ada"));

        assertThat(parked()).hasSize(1);
        assertThat(parked().getFirst().incoming().position()).isEqualTo(2);
    }

    @Test
    void whatIsParkedSurvivesARestart() {
        build.events.pipeInput(log.event("a", 2, 1, deposited("a", 150)));
        build.events.pipeInput(log.event("a", 3, 2, deposited("a", 170)));

        SequencedDeadLetters again = new SequencedDeadLetters(
                "account-balances",
                0,
                build.driver.getKeyValueStore(SequencedDeadLetters.STORE),
                TestBuild.PARKED_EVENTS_MAX,
                new SequencedDeadLetters.Counts());

        assertThat(again.holds("a")).isTrue();
        assertThat(again.holds("b")).isFalse();
    }

    @Test
    void moreThanAllowedStopTheProjection() {
        for (int position = 1; position <= TestBuild.PARKED_EVENTS_MAX; position++) {
            build.events.pipeInput(log.event("a", 1 + position, position, deposited("a", 150)));
        }
        int next = TestBuild.PARKED_EVENTS_MAX + 1;
        assertThatThrownBy(() -> build.events.pipeInput(log.event("a", 1 + next, next, deposited("a", 150))))
                .hasStackTraceContaining(TestBuild.PARKED_EVENTS_MAX + " events are parked, as many as are allowed");
    }

    private List<ParkedEvent> parked() {
        List<ParkedEvent> parked = new ArrayList<>();
        try (KeyValueIterator<String, ParkedEvent> all = build.driver
                .<String, ParkedEvent>getKeyValueStore(SequencedDeadLetters.STORE)
                .all()) {
            all.forEachRemaining(entry -> parked.add(entry.value));
        }
        return parked;
    }

    private long balance(String account) {
        return Objects.requireNonNull(build.stored(account), account).getBalanceMinor();
    }

    private static AccountOpened opened(String account) {
        return new AccountOpened(account, "Ada", "EUR", 100L);
    }

    private static MoneyDeposited deposited(String account, long balanceMinor) {
        return new MoneyDeposited(account, 1L, "EUR", balanceMinor, "");
    }
}
