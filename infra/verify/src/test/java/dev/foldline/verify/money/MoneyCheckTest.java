package dev.foldline.verify.money;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.ProcessStep;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.MoneyWithdrawn;
import dev.foldline.schema.transfer.TransferCompensated;
import dev.foldline.schema.transfer.TransferCompleted;
import dev.foldline.schema.transfer.TransferRefused;
import dev.foldline.schema.transfer.TransferRequested;
import dev.foldline.verify.check.CheckReport;
import dev.foldline.verify.source.EventRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MoneyCheckTest {

    private static final UUID CLIENT = new UUID(0x7000, 1);

    private final List<SpecificRecord> events = new ArrayList<>();
    private final MoneyCheck check = new MoneyCheck(payload -> events.get(Objects.requireNonNull(payload)[0]));

    @BeforeEach
    void open() {
        client("a", new AccountOpened("a", "Ada", "EUR", 100L));
        client("b", new AccountOpened("b", "Bo", "EUR", 0L));
        client("t-1", new TransferRequested("t-1", "a", "b", 40L, "EUR", ""));
    }

    @Test
    void whatClientsPayInAndTakeOutIsWhatAccountsHave() {
        client("a", deposited("a", 5, 105));
        client("a", withdrawn("a", 25, 80));
        client("o", new TransferRequested("t-2", "b", "a", 1L, "EUR", ""));

        assertThat(check.report().line())
                .isEqualTo("ok      money is conserved, and transfers move all of it or none: 2 accounts,"
                        + " 0 transfers completed, 0 refused, 0 compensated, 2 on their way");
    }

    @Test
    void moneyOnItsWayIsNotMissing() {
        step("withdraw", "a", withdrawn("a", 40, 60));

        assertThat(check.report().ok()).isTrue();
    }

    @Test
    void aTransferMovesItsAmountFromTheOneToTheOtherOrBack() {
        step("withdraw", "a", withdrawn("a", 40, 60));
        step("deposit", "b", deposited("b", 40, 40));
        client("t-1", new TransferCompleted("t-1", "b"));

        assertThat(check.report().line()).startsWith("ok").contains("1 transfers completed");
    }

    @Test
    void moneyThatWentToBothIsFound() {
        step("withdraw", "a", withdrawn("a", 40, 60));
        step("deposit", "b", deposited("b", 40, 40));
        step("refund", "a", deposited("a", 40, 100));
        client("t-1", new TransferCompensated("t-1", "a", "account-closed", ""));

        assertFault("has not moved each part once");
    }

    @Test
    void moneyThatWentNowhereIsFound() {
        step("withdraw", "a", withdrawn("a", 40, 60));
        client("t-1", new TransferRefused("t-1", "insufficient-funds", ""));

        assertFault("is REFUSED and has not moved that");
    }

    @Test
    void anotherAmountIsFound() {
        step("withdraw", "a", withdrawn("a", 40, 60));
        step("deposit", "b", deposited("b", 39, 39));

        assertFault("has moved another amount than 40 EUR");
    }

    @Test
    void moneyFromNowhereIsFound() {
        client("a", deposited("a", 5, 106));

        assertFault(
                "EUR: accounts have 106 and 0 is on its way, but 105 was paid in and 0 taken out: a difference of 1");
    }

    @Test
    void aClientsCommandThatCallsItselfAStepIsAClients() {
        row("b", "transfer/deposit/t-1", CLIENT, deposited("b", 40, 40));

        assertThat(check.report().ok()).isTrue();
    }

    private void assertFault(String message) {
        CheckReport report = check.report();
        assertThat(report.ok()).isFalse();
        assertThat(report.firstDifference()).contains(message);
    }

    private void client(String aggregateId, SpecificRecord event) {
        row(aggregateId, null, CLIENT, event);
    }

    private void step(String name, String aggregateId, SpecificRecord event) {
        ProcessStep step = new ProcessStep("transfer", name, "t-1");
        row(aggregateId, step.text(), step.commandId(), event);
    }

    private void row(String aggregateId, @Nullable String process, UUID commandId, SpecificRecord event) {
        events.add(event);
        long position = events.size();
        check.row(new EventRow(
                0,
                position,
                aggregateId,
                "",
                position,
                new UUID(0, position),
                event.getSchema().getFullName(),
                1,
                new byte[] {(byte) (position - 1)},
                Instant.EPOCH,
                commandId,
                commandId,
                position,
                null,
                null,
                process,
                0,
                0));
    }

    private static MoneyDeposited deposited(String account, long amountMinor, long balanceMinor) {
        return new MoneyDeposited(account, amountMinor, "EUR", balanceMinor, "");
    }

    private static MoneyWithdrawn withdrawn(String account, long amountMinor, long balanceMinor) {
        return new MoneyWithdrawn(account, amountMinor, "EUR", balanceMinor, "");
    }
}
