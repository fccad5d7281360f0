package dev.foldline.example.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.domain.Decision;
import dev.foldline.domain.spec.DeciderSpec;
import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.CloseAccount;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.MoneyWithdrawn;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.account.WithdrawMoney;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountDeciderTest {

    private static final String ID = "account-7";
    private static final int SEEDS = 200;
    private static final int COMMANDS_PER_SEED = 100;

    private final AccountDecider decider = new AccountDecider();
    private final DeciderSpec<AccountCommand, Account, AccountEvent> account = DeciderSpec.of(decider);

    // --- no account yet ---

    @Test
    void anAmountInAnotherCurrencyIsRefused() {
        String message = ID + " is in EUR, and the amount is in USD";
        account.given(opened("Ada", "EUR", 50))
                .when(new AccountCommand.Deposit(ID, new DepositMoney(5L, "", "USD")))
                .thenRejected("currency-mismatch", message)
                .when(new AccountCommand.Withdraw(ID, new WithdrawMoney(5L, "", "USD")))
                .thenRejected("currency-mismatch", message)
                .when(new AccountCommand.Withdraw(ID, new WithdrawMoney(50L, "", "EUR")))
                .then(withdrawn(50, 0));
    }

    @Test
    void aStreamWithoutEventsIsAMissingAccount() {
        assertThat(account.given().state()).isEqualTo(new Account.Missing());
    }

    @Test
    void anAccountOpensWithItsFirstDeposit() {
        assertThat(account.given()
                        .when(open("Ada", "EUR", 500))
                        .then(opened("Ada", "EUR", 500))
                        .state())
                .isEqualTo(new Account.Open("EUR", 500));
    }

    @Test
    void theFirstDepositMayBeZeroOrAllThatAnAccountHolds() {
        account.given().when(open("Ada", "EUR", 0)).then(opened("Ada", "EUR", 0));
        account.given().when(open("Ada", "EUR", Long.MAX_VALUE)).then(opened("Ada", "EUR", Long.MAX_VALUE));
    }

    @Test
    void theFirstDepositIsNotBelowZero() {
        account.given()
                .when(open("Ada", "EUR", -1))
                .thenRejected("invalid-amount", "the initial deposit is -1, below zero");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "\u2003"})
    void aBlankOwnerIsRefused(String owner) {
        account.given().when(open(owner, "EUR", 0)).thenRejected("invalid-owner", "the owner of account-7 is blank");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EU", "EURO", "eur", "EuR", "E R", "EU1", "ÉUR", "ЕUR"})
    void aCurrencyIsThreeCapitalLetters(String currency) {
        account.given()
                .when(open("Ada", currency, 0))
                .thenRejected(
                        "invalid-currency",
                        "currency \"" + currency + "\" is not an ISO 4217 code of three capital letters");
    }

    @Test
    void onlyOpenAccountReachesAMissingAccount() {
        for (AccountCommand command : List.of(deposit(1), withdraw(1), close())) {
            account.given().when(command).thenRejected("aggregate-not-found", "there is no account account-7");
        }
    }

    // --- an open account ---

    @Test
    void anAccountIsOpenedOnce() {
        account.given(opened("Ada", "EUR", 5))
                .when(open("Bob", "USD", 7))
                .thenRejected("aggregate-exists", "account-7 is open already");
    }

    @Test
    void aDepositAddsToTheBalanceInTheAccountsCurrency() {
        assertThat(account.given(opened("Ada", "CHF", 100))
                        .when(new AccountCommand.Deposit(ID, new DepositMoney(50L, "rent", "")))
                        .then(new AccountEvent.Deposited(new MoneyDeposited(ID, 50L, "CHF", 150L, "rent")))
                        .state())
                .isEqualTo(new Account.Open("CHF", 150));
    }

    @Test
    void aWithdrawalTakesFromTheBalanceInTheAccountsCurrency() {
        assertThat(account.given(opened("Ada", "CHF", 100))
                        .when(new AccountCommand.Withdraw(ID, new WithdrawMoney(30L, "rent", "")))
                        .then(new AccountEvent.Withdrawn(new MoneyWithdrawn(ID, 30L, "CHF", 70L, "rent")))
                        .state())
                .isEqualTo(new Account.Open("CHF", 70));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void anAmountIsAboveZero(long amountMinor) {
        String message = "the amount is " + amountMinor + ", not above zero";
        account.given(opened("Ada", "EUR", 100)).when(deposit(amountMinor)).thenRejected("invalid-amount", message);
        account.given(opened("Ada", "EUR", 100)).when(withdraw(amountMinor)).thenRejected("invalid-amount", message);
    }

    @Test
    void aBalanceGoesUpToTheLargestNumberAndNotBeyond() {
        account.given(opened("Ada", "EUR", 1))
                .when(deposit(Long.MAX_VALUE - 1))
                .then(deposited(Long.MAX_VALUE - 1, Long.MAX_VALUE));
        account.given(opened("Ada", "EUR", 2))
                .when(deposit(Long.MAX_VALUE - 1))
                .thenRejected(
                        "balance-too-large",
                        "a balance of 2 and a deposit of 9223372036854775806 are more than an account can hold");
    }

    @Test
    void theWholeBalanceCanBeWithdrawnAndNoMore() {
        account.given(opened("Ada", "EUR", 100)).when(withdraw(100)).then(withdrawn(100, 0));
        account.given(opened("Ada", "EUR", 100))
                .when(withdraw(101))
                .thenRejected("insufficient-funds", "account-7 has 100, less than the 101 to withdraw");
    }

    @Test
    void theBalanceIsThatOfAllEventsBefore() {
        account.given(opened("Ada", "EUR", 100), deposited(50, 150), withdrawn(120, 30))
                .when(deposit(5))
                .then(deposited(5, 35))
                .when(withdraw(35))
                .then(withdrawn(35, 0))
                .when(withdraw(1))
                .thenRejected("insufficient-funds", "account-7 has 0, less than the 1 to withdraw");
    }

    @Test
    void anEmptyAccountClosesWithTheReasonGiven() {
        assertThat(account.given(opened("Ada", "EUR", 0))
                        .when(close())
                        .then(closed())
                        .state())
                .isEqualTo(new Account.Closed());
    }

    @Test
    void anAccountWithMoneyDoesNotClose() {
        account.given(opened("Ada", "EUR", 1))
                .when(close())
                .thenRejected("balance-not-zero", "account-7 still has 1; withdraw it first");
    }

    // --- a closed account ---

    @Test
    void aClosedAccountAcceptsNoCommand() {
        for (AccountCommand command : List.of(open("Ada", "EUR", 0), deposit(1), withdraw(1), close())) {
            account.given(opened("Ada", "EUR", 0), closed())
                    .when(command)
                    .thenRejected("account-closed", "account-7 is closed and accepts no command");
        }
    }

    // --- all of them ---

    @Test
    void everyEventCanBeAppliedToEveryState() {
        List<Account> states = List.of(new Account.Missing(), new Account.Open("EUR", 3), new Account.Closed());
        List<AccountEvent> events = List.of(opened("Ada", "EUR", 1), deposited(1, 2), withdrawn(1, 0), closed());
        for (Account state : states) {
            for (AccountEvent event : events) {
                assertThat(decider.evolve(state, event)).isNotNull();
            }
        }
    }

    @Test
    void theBalanceIsNeverBelowZeroAndAlwaysTheSumOfTheEvents() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Account state = decider.initialState();
            long sumMinor = 0;
            for (int i = 0; i < COMMANDS_PER_SEED; i++) {
                if (decider.decide(any(random), state) instanceof Decision.Accepted<AccountEvent>(var events)) {
                    for (AccountEvent event : events) {
                        state = decider.evolve(state, event);
                        sumMinor = Math.addExact(sumMinor, movedMinor(event));
                    }
                }
                long balanceMinor = state instanceof Account.Open open ? open.balanceMinor() : 0;
                assertThat(balanceMinor)
                        .as("balance, seed %d, step %d", seed, i)
                        .isNotNegative();
                assertThat(balanceMinor)
                        .as("sum of events, seed %d, step %d", seed, i)
                        .isEqualTo(sumMinor);
            }
        }
    }

    private static AccountCommand any(SplittableRandom random) {
        // Small amounts make balances of exactly zero, large ones reach the limit.
        long amountMinor = random.nextInt(8) == 0 ? random.nextLong() : random.nextInt(-2, 10);
        return switch (random.nextInt(12)) {
            case 0, 1 -> open("Ada", "EUR", amountMinor);
            case 2, 3, 4, 5 -> deposit(amountMinor);
            case 11 -> close();
            default -> withdraw(amountMinor);
        };
    }

    private static long movedMinor(AccountEvent event) {
        return switch (event) {
            case AccountEvent.Opened(var data) -> data.getInitialDepositMinor();
            case AccountEvent.Deposited(var data) -> data.getAmountMinor();
            case AccountEvent.Withdrawn(var data) -> -data.getAmountMinor();
            case AccountEvent.Closed _ -> 0;
        };
    }

    private static AccountCommand open(String owner, String currency, long initialDepositMinor) {
        return new AccountCommand.Open(ID, new OpenAccount(owner, currency, initialDepositMinor));
    }

    private static AccountCommand deposit(long amountMinor) {
        return new AccountCommand.Deposit(ID, new DepositMoney(amountMinor, "", ""));
    }

    private static AccountCommand withdraw(long amountMinor) {
        return new AccountCommand.Withdraw(ID, new WithdrawMoney(amountMinor, "", ""));
    }

    private static AccountCommand close() {
        return new AccountCommand.Close(ID, new CloseAccount("moved away"));
    }

    private static AccountEvent opened(String owner, String currency, long initialDepositMinor) {
        return new AccountEvent.Opened(new AccountOpened(ID, owner, currency, initialDepositMinor));
    }

    private static AccountEvent deposited(long amountMinor, long balanceMinor) {
        return new AccountEvent.Deposited(new MoneyDeposited(ID, amountMinor, "EUR", balanceMinor, ""));
    }

    private static AccountEvent withdrawn(long amountMinor, long balanceMinor) {
        return new AccountEvent.Withdrawn(new MoneyWithdrawn(ID, amountMinor, "EUR", balanceMinor, ""));
    }

    private static AccountEvent closed() {
        return new AccountEvent.Closed(new AccountClosed(ID, "moved away"));
    }
}
