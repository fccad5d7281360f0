package dev.foldline.projection.process.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.ProcessStep;
import dev.foldline.example.transfer.MoneyTransfer;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.gate.Gates;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.WithdrawMoney;
import dev.foldline.schema.transfer.CompleteTransfer;
import dev.foldline.schema.transfer.RefuseTransfer;
import dev.foldline.schema.transfer.TransferProcess;
import dev.foldline.schema.transfer.TransferRequested;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTopologyTest {

    private static final String ID = "t-1";
    private static final TransferRequested REQUESTED = new TransferRequested(ID, "a", "b", 500L, "EUR", "");
    private static final WithdrawMoney WITHDRAW = new WithdrawMoney(500L, "transfer t-1", "EUR");
    private static final DepositMoney DEPOSIT = new DepositMoney(500L, "transfer t-1", "EUR");
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    private Path stateDir;

    private TestProcesses<TransferProcess> transfers;

    ProcessTopologyTest(@TempDir Path first) {
        transfers = new TestProcesses<>(new MoneyTransfer(), first);
    }

    @AfterEach
    void close() {
        transfers.close();
    }

    @Test
    void aCommandSaysWhereItComesFromAndItsIdFollowsFromItsStep() {
        transfers.event(ID, REQUESTED);

        TestProcesses.Sent sent = transfers.sent().getFirst();
        assertThat(sent.aggregateId()).isEqualTo("a");
        assertThat(sent.command()).isEqualTo(WITHDRAW);
        assertThat(sent.header(HeaderNames.ID))
                .isEqualTo(step("withdraw").commandId().toString());
        assertThat(sent.header(HeaderNames.TYPE)).isEqualTo("dev.foldline.schema.account.WithdrawMoney");
        assertThat(sent.header(HeaderNames.SUBJECT)).isEqualTo("a");
        assertThat(sent.header(HeaderNames.CORRELATION_ID)).isEqualTo(TestProcesses.CORRELATION.toString());
        assertThat(sent.header(HeaderNames.CAUSATION_ID)).isEqualTo(new UUID(0x7000, 1).toString());
        assertThat(sent.header(HeaderNames.PROCESS)).isEqualTo("transfer/withdraw/t-1");
        assertThat(sent.header(HeaderNames.TIME)).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void aCommandIsPartOfTheTraceOfTheEventThatItFollowsFrom() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        transfers.tracedEvent(ID, REQUESTED, trace);
        assertThat(transfers.sent().getFirst().header(HeaderNames.TRACE_PARENT)).isEqualTo(trace);
    }

    @Test
    void answersDriveAProcessToItsEndAndLeaveNothingOfIt() {
        transfers.event(ID, REQUESTED);
        answer("withdraw", CommandStatus.ACCEPTED);
        answer("deposit", CommandStatus.ACCEPTED);
        assertThat(transfers.isRunning(ID)).isTrue();
        answer("complete", CommandStatus.ACCEPTED);

        List<TestProcesses.Sent> sent = transfers.sent();
        assertThat(sent)
                .extracting(TestProcesses.Sent::command)
                .containsExactly(WITHDRAW, DEPOSIT, new CompleteTransfer("b"));
        assertThat(sent.get(1).header(HeaderNames.CAUSATION_ID))
                .isEqualTo(step("withdraw").commandId().toString());
        assertThat(sent)
                .extracting(command -> command.header(HeaderNames.CORRELATION_ID))
                .containsOnly(TestProcesses.CORRELATION.toString());
        assertThat(transfers.isRunning(ID)).isFalse();
        assertThat(transfers.storedTimers()).isZero();
        assertThat(transfers.parts.applied().sum()).isEqualTo(4);
    }

    @Test
    void aRefusalIsKnownFromItsResultAlone() {
        transfers.event(ID, REQUESTED);
        transfers.sent();
        transfers.answer(step("withdraw"), CommandStatus.REJECTED, "insufficient-funds");

        assertThat(transfers.sent())
                .extracting(TestProcesses.Sent::command)
                .containsExactly(new RefuseTransfer("insufficient-funds", ""));
    }

    @Test
    void anEventIsTakenInOnceAndAnAnswerAsOftenAsItComes() {
        transfers.event(ID, REQUESTED);
        transfers.eventAt(1, ID, REQUESTED);
        answer("withdraw", CommandStatus.ACCEPTED);
        answer("withdraw", CommandStatus.ACCEPTED);

        assertThat(transfers.sent()).extracting(TestProcesses.Sent::command).containsExactly(WITHDRAW, DEPOSIT);
        assertThat(transfers.parts.gates().state(0)).isEqualTo(new GateState(1, 1, 0, 0));
    }

    @Test
    void whatBelongsToNoProcessIsPassedOver() {
        transfers.event("a", new MoneyDeposited("a", 1L, "EUR", 1L, ""));
        transfers.event(ID, REQUESTED);
        transfers.sent();
        transfers.answer("", new UUID(0x7000, 9), CommandStatus.ACCEPTED, "");
        transfers.answer("refund/withdraw/t-1", step("withdraw").commandId(), CommandStatus.ACCEPTED, "");
        // A client's own command that calls itself a step of the process, under an id of its own.
        transfers.answer("transfer/withdraw/t-1", new UUID(0x7000, 9), CommandStatus.ACCEPTED, "");

        assertThat(transfers.sent()).isEmpty();
        assertThat(transfers.parts.gates().state(0)).isEqualTo(new GateState(2, 0, 0, 0));
        assertThat(transfers.parts.applied().sum()).isEqualTo(1);
    }

    @Test
    void aTimerFiresOnceWhenItIsDueAndNotBefore() {
        transfers.event(ID, REQUESTED);
        transfers.sent();
        transfers.wait(ANSWER_TIMEOUT.minusMillis(1));
        assertThat(transfers.sent()).isEmpty();

        transfers.wait(ProcessRunner.TIMER_INTERVAL);
        TestProcesses.Sent again = transfers.sent().getFirst();
        assertThat(again.command()).isEqualTo(WITHDRAW);
        assertThat(again.header(HeaderNames.ID))
                .isEqualTo(step("withdraw").commandId().toString());
        assertThat(again.header(HeaderNames.CORRELATION_ID)).isEqualTo(TestProcesses.CORRELATION.toString());
        assertThat(again.header(HeaderNames.CAUSATION_ID)).isEqualTo(new UUID(0x7000, 1).toString());

        transfers.wait(ANSWER_TIMEOUT);
        assertThat(transfers.sent()).isEmpty();
        transfers.wait(ANSWER_TIMEOUT);
        assertThat(transfers.sent()).hasSize(1);
    }

    @Test
    void aTimerThatIsSetAnewOrCancelledDoesNotFire() {
        transfers.event(ID, REQUESTED);
        transfers.wait(Duration.ofSeconds(9));
        answer("withdraw", CommandStatus.ACCEPTED);
        transfers.sent();
        transfers.wait(Duration.ofSeconds(9));
        assertThat(transfers.sent()).isEmpty();
        transfers.answer(step("deposit"), CommandStatus.FAILED, "aggregate-operation-failed");
        assertThat(transfers.sent()).hasSize(1);

        transfers.wait(Duration.ofMinutes(1));
        assertThat(transfers.sent()).isEmpty();
    }

    @Test
    void anotherInstanceGoesOnWithStateAndTimersThatWereDueMeanwhile() {
        transfers.event(ID, REQUESTED);
        transfers.event("t-2", new TransferRequested("t-2", "c", "d", 7L, "EUR", ""));
        transfers.sent();
        assertThat(transfers.driver.getKeyValueStore(Gates.STORE).get(0)).isEqualTo(new GateState(2, 0, 0, 0));
        TestProcesses<TransferProcess> gone = transfers;
        transfers = new TestProcesses<>(new MoneyTransfer(), stateDir);
        try (gone) {
            transfers.restoreFrom(gone);
        }

        transfers.eventAt(1, ID, REQUESTED);
        answer("withdraw", CommandStatus.ACCEPTED);
        assertThat(transfers.sent()).extracting(TestProcesses.Sent::command).containsExactly(DEPOSIT);
        transfers.wait(ANSWER_TIMEOUT.plus(ProcessRunner.TIMER_INTERVAL));
        assertThat(transfers.sent()).extracting(TestProcesses.Sent::aggregateId).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void manyTimersThatAreDueAtOnceAllFire() {
        int processes = 2_500;
        for (int i = 0; i < processes; i++) {
            transfers.event("t-" + i, new TransferRequested("t-" + i, "a", "b", 1L, "EUR", ""));
        }
        transfers.sent();
        transfers.wait(ANSWER_TIMEOUT);
        for (int look = 0; look < 4; look++) {
            transfers.wait(ProcessRunner.TIMER_INTERVAL);
        }

        assertThat(transfers.sent()).hasSize(processes).doesNotHaveDuplicates();
    }

    private void answer(String step, CommandStatus status) {
        transfers.answer(step(step), status, "");
    }

    private static ProcessStep step(String step) {
        return new ProcessStep(MoneyTransfer.NAME, step, ID);
    }
}
