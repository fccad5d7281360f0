package dev.foldline.example.account;

import static dev.foldline.domain.spec.ViewSpec.FIRST_AT;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.domain.spec.ViewSpec;
import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.MoneyWithdrawn;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.AccountStatus;
import org.junit.jupiter.api.Test;

class AccountBalancesTest {

    private final ViewSpec<AccountBalance> spec = ViewSpec.of(AccountBalances.VIEW);

    @Test
    void anOpenedAccountHasARowAndItsOpeningDepositCountsAsATransaction() {
        spec.given("a", new AccountOpened("a", "Ada", "EUR", 1_000L))
                .thenRow("a", new AccountBalance("a", "Ada", "EUR", 1_000L, AccountStatus.OPEN, 1L, 1L, FIRST_AT));
    }

    @Test
    void anAccountOpenedEmptyHasNoTransaction() {
        spec.given("a", new AccountOpened("a", "Ada", "EUR", 0L))
                .thenRow("a", new AccountBalance("a", "Ada", "EUR", 0L, AccountStatus.OPEN, 0L, 1L, FIRST_AT));
    }

    @Test
    void depositsAndWithdrawalsMoveTheBalanceAndCount() {
        spec.given(
                        "a",
                        new AccountOpened("a", "Ada", "EUR", 1_000L),
                        new MoneyDeposited("a", 500L, "EUR", 1_500L, ""),
                        new MoneyWithdrawn("a", 200L, "EUR", 1_300L, "rent"))
                .thenRow(
                        "a",
                        new AccountBalance(
                                "a", "Ada", "EUR", 1_300L, AccountStatus.OPEN, 3L, 3L, FIRST_AT.plusSeconds(2)));
    }

    @Test
    void aClosedAccountKeepsItsRow() {
        spec.given("a", new AccountOpened("a", "Ada", "EUR", 0L), new AccountClosed("a", "moved"))
                .thenRow(
                        "a",
                        new AccountBalance(
                                "a", "Ada", "EUR", 0L, AccountStatus.CLOSED, 0L, 2L, FIRST_AT.plusSeconds(1)));
    }

    @Test
    void accountsDoNotTouchEachOther() {
        spec.given("a", new AccountOpened("a", "Ada", "EUR", 100L))
                .given("b", new AccountOpened("b", "Bob", "USD", 200L))
                .given("b", new MoneyWithdrawn("b", 50L, "USD", 150L, ""))
                .thenRow("a", new AccountBalance("a", "Ada", "EUR", 100L, AccountStatus.OPEN, 1L, 1L, FIRST_AT))
                .thenNoRow("c");
    }

    @Test
    void aDepositWithoutAnAccountIsRefusedByName() {
        assertThatThrownBy(() -> spec.given("a", new MoneyDeposited("a", 500L, "EUR", 500L, "")))
                .hasMessage("a: version 1 has no row to change, so its AccountOpened did not reach the view");
    }
}
