package dev.foldline.projection.process.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.contract.ProcessStep;
import dev.foldline.domain.process.Input;
import dev.foldline.example.transfer.MoneyTransfer;
import dev.foldline.projection.deadletter.ParkedEvent;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.gate.GateState;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.transfer.TransferProcess;
import dev.foldline.schema.transfer.TransferRequested;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of inputs that a process manager cannot take in. */
class ParkedInputsTest {

    private static final String ID = "t-1";
    private static final String OTHER = "t-2";
    private static final String IN_FRONT = SequencedDeadLetters.STORE_BY_AGGREGATE;
    private static final String BEHIND = SequencedDeadLetters.STORE;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private final FragileTransfers manager = new FragileTransfers();
    private final TestProcesses<TransferProcess> transfers;

    ParkedInputsTest(@TempDir Path stateDir) {
        transfers = new TestProcesses<>(manager, stateDir);
    }

    @AfterEach
    void close() {
        transfers.close();
    }

    @Test
    void anEventThatCannotBeDecodedIsParkedAndLaterOnesOfItsAggregateWaitWhileOthersFlow() {
        transfers.rawEvent(1, ID, new byte[] {1, 2, 3, 4, 5, 6});
        transfers.eventAt(2, ID, requested(ID));
        transfers.eventAt(3, OTHER, requested(OTHER));

        assertThat(transfers.steps()).containsExactly("transfer/withdraw/t-2");
        assertThat(transfers.parked(IN_FRONT)).hasSize(2);
        ParkedEvent dead = transfers.parked(IN_FRONT).getFirst();
        assertThat(dead.error()).contains("the value begins with byte 1");
        assertThat(dead.incoming().value()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(transfers.parts.gates().state(0)).isEqualTo(new GateState(3, 0, 0, 0));
        assertThat(transfers.parts.parked().ofPartition(0)).isEqualTo(2);

        transfers.request(ID, skip(1));
        assertThat(transfers.steps()).containsExactly("transfer/withdraw/t-1");
        assertThat(transfers.parked(IN_FRONT)).isEmpty();
        assertThat(transfers.parts.parked().ofPartition(0)).isZero();
    }

    @Test
    void aRecordThatIsNoEventIsParkedAndNoRetryMakesItOne() {
        transfers.eventAt(0, ID, requested(ID));
        transfers.eventAt(1, ID, requested(ID));
        transfers.request(ID, retry(0));

        assertThat(transfers.steps()).isEmpty();
        assertThat(transfers.parked(IN_FRONT)).hasSize(2);
        assertThat(transfers.parked(IN_FRONT).getFirst().error())
                .isEqualTo("header ce_position is missing or no number");
        assertThat(transfers.parked(IN_FRONT).getFirst().attempts()).isEqualTo(2);

        transfers.request(ID, skip(0));
        assertThat(transfers.steps()).containsExactly("transfer/withdraw/t-1");
    }

    @Test
    void anEventWhoseProcessCannotBeToldIsRetriedInOrder() {
        manager.lost = event -> event.metadata().position() == 1;
        transfers.event(ID, requested(ID));
        transfers.event(ID, new TransferRequested(ID, "c", "d", 7L, "EUR", ""));
        manager.lost = event -> false;
        transfers.request(ID, retry(1));

        // The first of them begins the transfer, and the other does nothing then.
        assertThat(transfers.sent()).extracting(TestProcesses.Sent::aggregateId).containsExactly("a");
        assertThat(transfers.parked(IN_FRONT)).isEmpty();
        assertThat(transfers.parts.applied().sum()).isEqualTo(2);
    }

    @Test
    void anInputThatCannotBeTakenInParksItsProcessAndOthersGoOn() {
        begin();
        refuseAnswers();
        answer(ID, "withdraw");
        manager.refused = input -> false;
        answer(ID, "deposit");
        answer(OTHER, "withdraw");

        assertThat(transfers.steps()).containsExactly("transfer/deposit/t-2");
        assertThat(transfers.parked(BEHIND)).hasSize(2);
        assertThat(transfers.parked(BEHIND).getFirst().error())
                .isEqualTo("the answer ACCEPTED to withdraw cannot be taken in:"
                        + " java.lang.IllegalArgumentException: not that way");

        transfers.request(ID, retry(first().incoming().position()));
        assertThat(transfers.steps()).containsExactly("transfer/deposit/t-1", "transfer/complete/t-1");
        assertThat(transfers.parked(BEHIND)).isEmpty();
    }

    @Test
    void anEventThatCannotBeTakenInIsNamedByItsPosition() {
        manager.refused = input -> input instanceof Input.Happened;
        transfers.event(ID, requested(ID));
        transfers.request(ID, retry(1));
        assertThat(first().attempts()).isEqualTo(2);

        manager.refused = input -> false;
        transfers.request(ID, retry(1));
        assertThat(transfers.steps()).containsExactly("transfer/withdraw/t-1");
    }

    @Test
    void anAnswerThatCannotBeReadIsParked() {
        begin();
        transfers.rawAnswer(step(ID, "withdraw"), new byte[] {1, 2, 3, 4, 5, 6});
        answer(OTHER, "withdraw");

        assertThat(transfers.steps()).containsExactly("transfer/deposit/t-2");
        assertThat(first().error()).contains("the value begins with byte 1");
    }

    @Test
    void aRequestThatComesTwiceIsCarriedOutOnce() {
        begin();
        refuseAnswers();
        answer(ID, "withdraw");
        answer(ID, "withdraw");
        long position = first().incoming().position();
        transfers.request(ID, skip(position));
        transfers.request(ID, skip(position));

        assertThat(transfers.parked(BEHIND)).hasSize(1);
        assertThat(first().incoming().position()).isNegative().isNotEqualTo(position);
    }

    @Test
    void aRequestForAProcessPassesAnAggregateThatIsParkedUnderTheSameName() {
        begin();
        refuseAnswers();
        answer(ID, "withdraw");
        manager.lost = event -> event.metadata().aggregateId().equals(ID);
        transfers.event(ID, requested(ID));
        transfers.request(ID, skip(first().incoming().position()));

        assertThat(transfers.parked(BEHIND)).isEmpty();
        assertThat(transfers.parked(IN_FRONT)).hasSize(1);
    }

    @Test
    void timersOfAParkedProcessStaySetAndFireWhenItIsFree() {
        begin();
        refuseAnswers();
        answer(ID, "withdraw");
        transfers.wait(ANSWER_TIMEOUT.plus(ProcessRunner.TIMER_INTERVAL));
        assertThat(transfers.steps()).containsExactly("transfer/withdraw/t-2");

        transfers.request(ID, skip(first().incoming().position()));
        assertThat(transfers.steps()).containsExactly("transfer/withdraw/t-1");
        transfers.wait(ANSWER_TIMEOUT);
        assertThat(transfers.steps()).isEmpty();
    }

    @Test
    void aTimerThatHasWaitedIsCancelledByWhatIsRetriedBeforeIt() {
        begin();
        refuseAnswers();
        answer(ID, "withdraw");
        transfers.wait(ANSWER_TIMEOUT.plus(ProcessRunner.TIMER_INTERVAL));
        transfers.steps();
        manager.refused = input -> false;

        transfers.request(ID, retry(first().incoming().position()));
        assertThat(transfers.steps()).containsExactly("transfer/deposit/t-1");
    }

    @Test
    void aTimerThatCannotBeTakenInParksItsProcessUntilItIsRetriedOrSkipped() {
        begin();
        manager.refused = input -> input instanceof Input.Due;
        transfers.wait(ANSWER_TIMEOUT.plus(ProcessRunner.TIMER_INTERVAL));
        answer(ID, "withdraw");
        assertThat(transfers.steps()).containsExactly("transfer/withdraw/t-2");
        assertThat(transfers.parked(BEHIND)).hasSize(2);
        assertThat(first().error()).startsWith("timer answer cannot be taken in");

        transfers.request(ID, retry(first().incoming().position()));
        assertThat(first().attempts()).isEqualTo(2);
        manager.refused = input -> false;
        transfers.request(ID, retry(first().incoming().position()));
        assertThat(transfers.steps()).containsExactly("transfer/withdraw/t-1", "transfer/deposit/t-1");
    }

    @Test
    void aTimerThatIsSkippedIsSetNoLonger() {
        begin();
        manager.refused = input -> input instanceof Input.Due;
        transfers.wait(ANSWER_TIMEOUT.plus(ProcessRunner.TIMER_INTERVAL));
        transfers.steps();
        manager.refused = input -> false;
        transfers.request(ID, skip(first().incoming().position()));
        transfers.wait(Duration.ofSeconds(15));

        assertThat(transfers.steps()).isEmpty();
        assertThat(transfers.parked(BEHIND)).isEmpty();
    }

    @Test
    void moreTimersOfParkedProcessesThanOneLookTakesHoldUpNoOther() {
        for (int i = 0; i < TestProcesses.PARKED_EVENTS_MAX - 1; i++) {
            String processId = "p-" + i;
            transfers.event(processId, requested(processId));
            transfers.rawAnswer(step(processId, "withdraw"), new byte[0]);
        }
        transfers.event(OTHER, requested(OTHER));
        transfers.steps();
        transfers.wait(ANSWER_TIMEOUT);
        transfers.wait(ProcessRunner.TIMER_INTERVAL);

        assertThat(transfers.steps()).containsExactly("transfer/withdraw/t-2");
    }

    @Test
    void whatKafkaThrowsIsNoFaultOfTheInput() {
        begin();
        refuseAnswers();
        manager.failure = new KafkaException("no broker");

        assertThatThrownBy(() -> answer(ID, "withdraw")).hasStackTraceContaining("no broker");
        assertThat(transfers.parked(BEHIND)).isEmpty();
    }

    /** Both transfers wait for the answer to their withdrawal. */
    private void begin() {
        transfers.event(ID, requested(ID));
        transfers.event(OTHER, requested(OTHER));
        transfers.steps();
    }

    private void refuseAnswers() {
        manager.refused = input -> input instanceof Input.Answered;
    }

    private void answer(String processId, String step) {
        transfers.answer(step(processId, step), CommandStatus.ACCEPTED, "");
    }

    private ParkedEvent first() {
        return transfers.parked(BEHIND).getFirst();
    }

    private static Request retry(long position) {
        return new Request(Request.Action.RETRY, 0, position, "ada");
    }

    private static Request skip(long position) {
        return new Request(Request.Action.SKIP, 0, position, "ada");
    }

    private static ProcessStep step(String processId, String step) {
        return new ProcessStep(MoneyTransfer.NAME, step, processId);
    }

    private static TransferRequested requested(String transferId) {
        return new TransferRequested(transferId, "a", "b", 500L, "EUR", "");
    }
}
