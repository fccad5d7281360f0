package dev.foldline.example.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.domain.Decision;
import dev.foldline.domain.spec.DeciderSpec;
import dev.foldline.schema.transfer.CompensateTransfer;
import dev.foldline.schema.transfer.CompleteTransfer;
import dev.foldline.schema.transfer.RedirectTransfer;
import dev.foldline.schema.transfer.RefuseTransfer;
import dev.foldline.schema.transfer.ReportStuckTransfer;
import dev.foldline.schema.transfer.RequestTransfer;
import dev.foldline.schema.transfer.TransferCompensated;
import dev.foldline.schema.transfer.TransferCompleted;
import dev.foldline.schema.transfer.TransferRedirected;
import dev.foldline.schema.transfer.TransferRefused;
import dev.foldline.schema.transfer.TransferRequested;
import dev.foldline.schema.transfer.TransferStep;
import dev.foldline.schema.transfer.TransferStuck;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferDeciderTest {

    private static final String ID = "t-1";
    private static final TransferCommand COMPLETE = new TransferCommand.Complete(ID, new CompleteTransfer("b"));
    private static final TransferCommand REFUSE =
            new TransferCommand.Refuse(ID, new RefuseTransfer("insufficient-funds", "a has 3"));
    private static final TransferCommand COMPENSATE =
            new TransferCommand.Compensate(ID, new CompensateTransfer("a", "account-closed", "b is closed"));
    private static final TransferCommand REDIRECT = redirect("c", "Ada has moved");
    private static final TransferEvent COMPLETED = new TransferEvent.Completed(new TransferCompleted(ID, "b"));
    private static final TransferEvent REFUSED =
            new TransferEvent.Refused(new TransferRefused(ID, "insufficient-funds", "a has 3"));
    private static final TransferEvent COMPENSATED =
            new TransferEvent.Compensated(new TransferCompensated(ID, "a", "account-closed", "b is closed"));

    private final DeciderSpec<TransferCommand, Transfer, TransferEvent> transfer =
            DeciderSpec.of(new TransferDecider());

    @Test
    void aRequestedTransferIsRunning() {
        assertThat(transfer.given()
                        .when(request("a", "b", 5, "EUR"))
                        .then(requested())
                        .state())
                .isEqualTo(new Transfer.Running(0));
    }

    @Test
    void itEndsOnceAndThenAcceptsNothing() {
        transfer.given(requested()).when(COMPLETE).then(COMPLETED);
        transfer.given(requested()).when(REFUSE).then(REFUSED);
        transfer.given(requested()).when(COMPENSATE).then(COMPENSATED);
        for (TransferCommand command : List.of(COMPLETE, REFUSE, COMPENSATE, stuck(true), REDIRECT)) {
            transfer.given(requested(), COMPLETED)
                    .when(command)
                    .thenRejected("transfer-ended", "t-1 is completed and accepts no command");
            transfer.given(requested(), REFUSED)
                    .when(command)
                    .thenRejected("transfer-ended", "t-1 is refused and accepts no command");
            transfer.given(requested(), COMPENSATED)
                    .when(command)
                    .thenRejected("transfer-ended", "t-1 is compensated and accepts no command");
        }
    }

    @Test
    void onlyARequestReachesAMissingTransfer() {
        for (TransferCommand command : List.of(COMPLETE, REFUSE, COMPENSATE, stuck(true), REDIRECT)) {
            transfer.given().when(command).thenRejected("aggregate-not-found", "there is no transfer t-1");
        }
    }

    @Test
    void itIsRequestedOnce() {
        TransferCommand again = request("a", "b", 5, "EUR");
        transfer.given(requested()).when(again).thenRejected("aggregate-exists", "t-1 is requested already");
        transfer.given(requested(), COMPLETED).when(again).thenRejected("aggregate-exists", "t-1 is requested already");
    }

    @Test
    void moneyGoesToAnotherAccount() {
        transfer.given()
                .when(request("a", "a", 5, "EUR"))
                .thenRejected("same-account", "the money would go from a to the same account");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void theAmountIsAboveZero(long amountMinor) {
        transfer.given()
                .when(request("a", "b", amountMinor, "EUR"))
                .thenRejected("invalid-amount", "the amount is " + amountMinor + ", not above zero");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EU", "EURO", "eur"})
    void aCurrencyIsThreeCapitalLetters(String currency) {
        transfer.given()
                .when(request("a", "b", 5, currency))
                .thenRejected(
                        "invalid-currency",
                        "currency \"" + currency + "\" is not an ISO 4217 code of three capital letters");
    }

    @Test
    void anAccountsIdCanBeAKey() {
        String tooLong = "x".repeat(TransferDecider.ACCOUNT_ID_CHARS_MAX + 1);
        for (String id : List.of("", " ", "a\0b", tooLong)) {
            assertThat(rejection(request(id, "b", 5, "EUR"))).isEqualTo("invalid-account");
            assertThat(rejection(request("a", id, 5, "EUR"))).isEqualTo("invalid-account");
        }
    }

    @Test
    void moneyThatAnAccountHasRefusedCanBeRedirectedAgainAndAgain() {
        transfer.given(requested(), stuckEvent(true))
                .when(REDIRECT)
                .then(redirected(1))
                .when(stuck(true))
                .then(stuckEvent(true))
                .when(REDIRECT)
                .then(redirected(2))
                .when(COMPENSATE)
                .then(COMPENSATED);
    }

    @Test
    void aTransferThatWaitsForADeadLetterGoesOnByTheDeadLetterAlone() {
        String message = "t-1 holds no money that an account has refused, so none can be redirected";
        transfer.given(requested(), stuckEvent(false)).when(REDIRECT).thenRejected("transfer-not-stuck", message);
        transfer.given(requested()).when(REDIRECT).thenRejected("transfer-not-stuck", message);
        transfer.given(requested(), stuckEvent(false)).when(COMPLETE).then(COMPLETED);
    }

    @Test
    void aReportThatComesLateDoesNotHideMoneyThatIsHeld() {
        transfer.given(requested(), stuckEvent(true))
                .when(stuck(false))
                .then()
                .when(REDIRECT)
                .then(redirected(1));
    }

    @Test
    void aRedirectionNamesAnAccountAndAReason() {
        transfer.given(requested(), stuckEvent(true))
                .when(redirect(" ", "moved"))
                .thenRejected("invalid-account", "account \" \" is blank or longer than 300")
                .when(redirect("c", " "))
                .thenRejected("invalid-reason", "the reason to redirect t-1 is blank");
    }

    private String rejection(TransferCommand command) {
        return switch (new TransferDecider().decide(command, new Transfer.Missing())) {
            case Decision.Rejected<TransferEvent> rejected -> rejected.code();
            case Decision.Accepted<TransferEvent> _ -> "";
        };
    }

    private static TransferCommand request(String from, String to, long amountMinor, String currency) {
        return new TransferCommand.Request(ID, new RequestTransfer(from, to, amountMinor, currency, "rent"));
    }

    private static TransferCommand stuck(boolean refused) {
        return new TransferCommand.ReportStuck(
                ID, new ReportStuckTransfer(TransferStep.REFUND, refused, "account-closed", "a is closed"));
    }

    private static TransferCommand redirect(String account, String reason) {
        return new TransferCommand.Redirect(ID, new RedirectTransfer(account, reason));
    }

    private static TransferEvent requested() {
        return new TransferEvent.Requested(new TransferRequested(ID, "a", "b", 5L, "EUR", "rent"));
    }

    private static TransferEvent stuckEvent(boolean refused) {
        return new TransferEvent.Stuck(
                new TransferStuck(ID, TransferStep.REFUND, refused, "account-closed", "a is closed"));
    }

    private static TransferEvent redirected(int attempt) {
        return new TransferEvent.Redirected(new TransferRedirected(ID, "c", "Ada has moved", attempt));
    }
}
