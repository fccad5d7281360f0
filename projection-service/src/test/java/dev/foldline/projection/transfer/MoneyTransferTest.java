package dev.foldline.projection.transfer;

import static dev.foldline.projection.transfer.MoneyTransfer.ANSWER;
import static dev.foldline.projection.transfer.MoneyTransfer.DEADLINE;
import static dev.foldline.projection.transfer.TransferSpec.ID;

import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.WithdrawMoney;
import dev.foldline.schema.transfer.CompensateTransfer;
import dev.foldline.schema.transfer.CompleteTransfer;
import dev.foldline.schema.transfer.RefuseTransfer;
import dev.foldline.schema.transfer.ReportStuckTransfer;
import dev.foldline.schema.transfer.TransferStep;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MoneyTransferTest {

    private static final WithdrawMoney WITHDRAW = new WithdrawMoney(500L, "transfer t-1", "EUR");
    private static final DepositMoney DEPOSIT = new DepositMoney(500L, "transfer t-1", "EUR");
    private static final String CLOSED = "account-closed";
    private static final CompensateTransfer COMPENSATE = new CompensateTransfer("a", CLOSED, "it is so");

    private final TransferSpec transfer = new TransferSpec();

    @Test
    void theMoneyIsWithdrawnThenDepositedAndThenItIsSaid() {
        transfer.requested()
                .sends("withdraw", "a", WITHDRAW)
                .hasTimers(ANSWER, DEADLINE)
                .accepted("withdraw")
                .sends("deposit", "b", DEPOSIT)
                .accepted("deposit")
                .sends("complete", ID, new CompleteTransfer("b"))
                .hasTimers(ANSWER)
                .accepted("complete")
                .sendsNothing()
                .isOver();
    }

    @Test
    void aRefusedWithdrawalRefusesTheTransferAndMovesNothing() {
        transfer.requested()
                .rejected("withdraw", "insufficient-funds")
                .sends("refuse", ID, new RefuseTransfer("insufficient-funds", "it is so"))
                .accepted("refuse")
                .isOver();
    }

    @Test
    void aRefusedDepositIsGivenBack() {
        transfer.requested()
                .accepted("withdraw")
                .rejected("deposit", CLOSED)
                .sends("refund", "a", DEPOSIT)
                .accepted("refund")
                .sends("compensate", ID, COMPENSATE)
                .accepted("compensate")
                .isOver();
    }

    @Test
    void anAnswerThatCameBeforeOrBelongsToNoStepThatIsDueChangesNothing() {
        transfer.requested()
                .accepted("deposit")
                .sendsNothing()
                .rejected("refund", CLOSED)
                .sendsNothing()
                .accepted("withdraw")
                .sends("deposit", "b", DEPOSIT)
                .accepted("withdraw")
                .sendsNothing()
                .rejected("deposit", CLOSED)
                .sends("refund", "a", DEPOSIT)
                .rejected("deposit", CLOSED)
                .sendsNothing()
                .requested()
                .sendsNothing()
                .accepted("refund")
                .sends("compensate", ID, COMPENSATE);
    }

    @Test
    void nothingIsConcludedFromSilenceAndTheSameIsAskedAgain() {
        transfer.requested()
                .answersWithin(Duration.ofSeconds(10))
                .due(ANSWER)
                .sends("withdraw", "a", WITHDRAW)
                .answersWithin(Duration.ofSeconds(20))
                .due(ANSWER)
                .sends("withdraw", "a", WITHDRAW)
                .answersWithin(Duration.ofSeconds(40))
                .accepted("withdraw")
                .sends("deposit", "b", DEPOSIT)
                .answersWithin(Duration.ofSeconds(10))
                .due(DEADLINE)
                .sendsNothing()
                .due(ANSWER)
                .sends("deposit", "b", DEPOSIT)
                .accepted("deposit")
                .sends("complete", ID, new CompleteTransfer("b"));
    }

    @Test
    void itIsAskedAtLeastEveryFiveMinutes() {
        transfer.requested();
        for (int i = 0; i < 100; i++) {
            transfer.due(ANSWER).sends("withdraw", "a", WITHDRAW);
        }
        transfer.answersWithin(Duration.ofMinutes(5));
    }

    @Test
    void whatIsWithdrawnAfterTheDeadlineGoesBack() {
        transfer.requested()
                .due(DEADLINE)
                .sendsNothing()
                .due(ANSWER)
                .sends("withdraw", "a", WITHDRAW)
                .accepted("withdraw")
                .sends("refund", "a", DEPOSIT)
                .accepted("refund")
                .sends(
                        "compensate",
                        ID,
                        new CompensateTransfer("a", "transfer-timed-out", "the withdrawal was not answered in time"));
    }

    @Test
    void aWithdrawalThatIsRefusedAfterTheDeadlineMovesNothing() {
        transfer.requested()
                .due(DEADLINE)
                .rejected("withdraw", "insufficient-funds")
                .sends("refuse", ID, new RefuseTransfer("insufficient-funds", "it is so"));
    }

    @Test
    void moneyThatNobodyTakesWaitsForAPersonWhoNamesAnotherAccount() {
        transfer.requested()
                .accepted("withdraw")
                .rejected("deposit", CLOSED)
                .rejected("refund", CLOSED)
                .sends("stuck-1", ID, new ReportStuckTransfer(TransferStep.REFUND, true, CLOSED, "it is so"))
                .hasTimers(DEADLINE)
                .accepted("stuck-1")
                .goesOn()
                .redirected("c", 1)
                .sends("refund-1", "c", DEPOSIT)
                .rejected("refund", CLOSED)
                .sendsNothing()
                .rejected("refund-1", CLOSED)
                .sends("stuck-2", ID, new ReportStuckTransfer(TransferStep.REFUND, true, CLOSED, "it is so"))
                .redirected("d", 2)
                .sends("refund-2", "d", DEPOSIT)
                .accepted("refund-2")
                .sends("compensate", ID, new CompensateTransfer("d", CLOSED, "it is so"));
    }

    @Test
    void aFailedCommandDecidesNothingUntilItsDeadLetterIsRetried() {
        transfer.requested()
                .failed("withdraw")
                .sends(
                        "stuck-1",
                        ID,
                        new ReportStuckTransfer(TransferStep.WITHDRAW, false, "aggregate-operation-failed", "it is so"))
                .hasTimers(DEADLINE)
                .failed("withdraw")
                .sendsNothing()
                .accepted("withdraw")
                .sends("deposit", "b", DEPOSIT)
                .failed("deposit")
                .sends(
                        "stuck-2",
                        ID,
                        new ReportStuckTransfer(TransferStep.DEPOSIT, false, "aggregate-operation-failed", "it is so"))
                .redirected("c", 1)
                .sendsNothing()
                .rejected("deposit", CLOSED)
                .sends("refund", "a", DEPOSIT);
    }

    @Test
    void anEndThatFailsToBeSaidIsSaidOnceItsDeadLetterIsRetried() {
        transfer.requested()
                .accepted("withdraw")
                .accepted("deposit")
                .failed("complete")
                .sendsNothing()
                .hasTimers()
                .goesOn()
                .accepted("complete")
                .isOver();
    }

    @Test
    void whatComesToATransferThatIsOverOrWasNeverRequestedChangesNothing() {
        transfer.accepted("withdraw")
                .isOver()
                .redirected("c", 1)
                .isOver()
                .requested()
                .rejected("withdraw", CLOSED)
                .rejected("refuse", "transfer-ended")
                .isOver()
                .accepted("withdraw")
                .sendsNothing()
                .isOver();
    }
}
