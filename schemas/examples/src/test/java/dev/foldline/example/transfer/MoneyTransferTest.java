package dev.foldline.example.transfer;

import static dev.foldline.example.transfer.MoneyTransfer.ANSWER;
import static dev.foldline.example.transfer.MoneyTransfer.DEADLINE;

import dev.foldline.domain.spec.ProcessSpec;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.WithdrawMoney;
import dev.foldline.schema.transfer.CompensateTransfer;
import dev.foldline.schema.transfer.CompleteTransfer;
import dev.foldline.schema.transfer.RefuseTransfer;
import dev.foldline.schema.transfer.ReportStuckTransfer;
import dev.foldline.schema.transfer.TransferProcess;
import dev.foldline.schema.transfer.TransferRedirected;
import dev.foldline.schema.transfer.TransferRequested;
import dev.foldline.schema.transfer.TransferStep;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MoneyTransferTest {

    private static final String ID = "t-1";
    private static final String FAILED = "aggregate-operation-failed";
    private static final String WHY = "it is so";
    private static final TransferRequested REQUESTED = new TransferRequested(ID, "a", "b", 500L, "EUR", "");
    private static final WithdrawMoney WITHDRAW = new WithdrawMoney(500L, "transfer t-1", "EUR");
    private static final DepositMoney DEPOSIT = new DepositMoney(500L, "transfer t-1", "EUR");
    private static final String CLOSED = "account-closed";
    private static final CompensateTransfer COMPENSATE = new CompensateTransfer("a", CLOSED, WHY);

    private final ProcessSpec<TransferProcess> transfer = ProcessSpec.of(new MoneyTransfer(), ID);

    @Test
    void theMoneyIsWithdrawnThenDepositedAndThenItIsSaid() {
        transfer.given(ID, REQUESTED)
                .thenSends("withdraw", "a", WITHDRAW)
                .thenTimers(ANSWER, DEADLINE)
                .givenAccepted("withdraw")
                .thenSends("deposit", "b", DEPOSIT)
                .givenAccepted("deposit")
                .thenSends("complete", ID, new CompleteTransfer("b"))
                .thenTimers(ANSWER)
                .givenAccepted("complete")
                .thenSendsNothing()
                .thenIsOver();
    }

    @Test
    void aRefusedWithdrawalRefusesTheTransferAndMovesNothing() {
        transfer.given(ID, REQUESTED)
                .givenRejected("withdraw", "insufficient-funds", WHY)
                .thenSends("refuse", ID, new RefuseTransfer("insufficient-funds", WHY))
                .givenAccepted("refuse")
                .thenIsOver();
    }

    @Test
    void aRefusedDepositIsGivenBack() {
        transfer.given(ID, REQUESTED)
                .givenAccepted("withdraw")
                .givenRejected("deposit", CLOSED, WHY)
                .thenSends("refund", "a", DEPOSIT)
                .givenAccepted("refund")
                .thenSends("compensate", ID, COMPENSATE)
                .givenAccepted("compensate")
                .thenIsOver();
    }

    @Test
    void anAnswerThatCameBeforeOrBelongsToNoStepThatIsDueChangesNothing() {
        transfer.given(ID, REQUESTED)
                .givenAccepted("deposit")
                .thenSendsNothing()
                .givenRejected("refund", CLOSED, WHY)
                .thenSendsNothing()
                .givenAccepted("withdraw")
                .thenSends("deposit", "b", DEPOSIT)
                .givenAccepted("withdraw")
                .thenSendsNothing()
                .givenRejected("deposit", CLOSED, WHY)
                .thenSends("refund", "a", DEPOSIT)
                .givenRejected("deposit", CLOSED, WHY)
                .thenSendsNothing()
                .given(ID, REQUESTED)
                .thenSendsNothing()
                .givenAccepted("refund")
                .thenSends("compensate", ID, COMPENSATE);
    }

    @Test
    void nothingIsConcludedFromSilenceAndTheSameIsAskedAgain() {
        transfer.given(ID, REQUESTED)
                .thenTimer(ANSWER, Duration.ofSeconds(10))
                .givenDue(ANSWER)
                .thenSends("withdraw", "a", WITHDRAW)
                .thenTimer(ANSWER, Duration.ofSeconds(20))
                .givenDue(ANSWER)
                .thenSends("withdraw", "a", WITHDRAW)
                .thenTimer(ANSWER, Duration.ofSeconds(40))
                .givenAccepted("withdraw")
                .thenSends("deposit", "b", DEPOSIT)
                .thenTimer(ANSWER, Duration.ofSeconds(10))
                .givenDue(DEADLINE)
                .thenSendsNothing()
                .givenDue(ANSWER)
                .thenSends("deposit", "b", DEPOSIT)
                .givenAccepted("deposit")
                .thenSends("complete", ID, new CompleteTransfer("b"));
    }

    @Test
    void itIsAskedAtLeastEveryFiveMinutes() {
        transfer.given(ID, REQUESTED);
        for (int i = 0; i < 100; i++) {
            transfer.givenDue(ANSWER).thenSends("withdraw", "a", WITHDRAW);
        }
        transfer.thenTimer(ANSWER, Duration.ofMinutes(5));
    }

    @Test
    void whatIsWithdrawnAfterTheDeadlineGoesBack() {
        transfer.given(ID, REQUESTED)
                .givenDue(DEADLINE)
                .thenSendsNothing()
                .givenDue(ANSWER)
                .thenSends("withdraw", "a", WITHDRAW)
                .givenAccepted("withdraw")
                .thenSends("refund", "a", DEPOSIT)
                .givenAccepted("refund")
                .thenSends(
                        "compensate",
                        ID,
                        new CompensateTransfer("a", "transfer-timed-out", "the withdrawal was not answered in time"));
    }

    @Test
    void aWithdrawalThatIsRefusedAfterTheDeadlineMovesNothing() {
        transfer.given(ID, REQUESTED)
                .givenDue(DEADLINE)
                .givenRejected("withdraw", "insufficient-funds", WHY)
                .thenSends("refuse", ID, new RefuseTransfer("insufficient-funds", WHY));
    }

    @Test
    void moneyThatNobodyTakesWaitsForAPersonWhoNamesAnotherAccount() {
        transfer.given(ID, REQUESTED)
                .givenAccepted("withdraw")
                .givenRejected("deposit", CLOSED, WHY)
                .givenRejected("refund", CLOSED, WHY)
                .thenSends("stuck-1", ID, new ReportStuckTransfer(TransferStep.REFUND, true, CLOSED, WHY))
                .thenTimers(DEADLINE)
                .givenAccepted("stuck-1")
                .thenGoesOn()
                .given(ID, redirected("c", 1))
                .thenSends("refund-1", "c", DEPOSIT)
                .givenRejected("refund", CLOSED, WHY)
                .thenSendsNothing()
                .givenRejected("refund-1", CLOSED, WHY)
                .thenSends("stuck-2", ID, new ReportStuckTransfer(TransferStep.REFUND, true, CLOSED, WHY))
                .given(ID, redirected("d", 2))
                .thenSends("refund-2", "d", DEPOSIT)
                .givenAccepted("refund-2")
                .thenSends("compensate", ID, new CompensateTransfer("d", CLOSED, WHY));
    }

    @Test
    void aFailedCommandDecidesNothingUntilItsDeadLetterIsRetried() {
        transfer.given(ID, REQUESTED)
                .givenFailed("withdraw", FAILED, WHY)
                .thenSends("stuck-1", ID, new ReportStuckTransfer(TransferStep.WITHDRAW, false, FAILED, WHY))
                .thenTimers(DEADLINE)
                .givenFailed("withdraw", FAILED, WHY)
                .thenSendsNothing()
                .givenAccepted("withdraw")
                .thenSends("deposit", "b", DEPOSIT)
                .givenFailed("deposit", FAILED, WHY)
                .thenSends("stuck-2", ID, new ReportStuckTransfer(TransferStep.DEPOSIT, false, FAILED, WHY))
                .given(ID, redirected("c", 1))
                .thenSendsNothing()
                .givenRejected("deposit", CLOSED, WHY)
                .thenSends("refund", "a", DEPOSIT);
    }

    @Test
    void anEndThatFailsToBeSaidIsSaidOnceItsDeadLetterIsRetried() {
        transfer.given(ID, REQUESTED)
                .givenAccepted("withdraw")
                .givenAccepted("deposit")
                .givenFailed("complete", FAILED, WHY)
                .thenSendsNothing()
                .thenTimers()
                .thenGoesOn()
                .givenAccepted("complete")
                .thenIsOver();
    }

    @Test
    void whatComesToATransferThatIsOverOrWasNeverRequestedChangesNothing() {
        transfer.givenAccepted("withdraw")
                .thenIsOver()
                .given(ID, redirected("c", 1))
                .thenIsOver()
                .given(ID, REQUESTED)
                .givenRejected("withdraw", CLOSED, WHY)
                .givenRejected("refuse", "transfer-ended", WHY)
                .thenIsOver()
                .givenAccepted("withdraw")
                .thenSendsNothing()
                .thenIsOver();
    }

    private static TransferRedirected redirected(String account, int attempt) {
        return new TransferRedirected(ID, account, "moved", attempt);
    }
}
