package dev.foldline.example.account;

import dev.foldline.domain.Decider;
import dev.foldline.domain.Decision;
import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.MoneyWithdrawn;

/**
 * Decides the commands of an account.
 *
 * <p>An account is opened once, in one currency; its balance never falls below zero; it closes with a balance of zero
 * and then accepts nothing more.
 */
public final class AccountDecider implements Decider<AccountCommand, Account, AccountEvent> {

    @Override
    public Account initialState() {
        return new Account.Missing();
    }

    @Override
    public Decision<AccountEvent> decide(AccountCommand command, Account state) {
        return switch (state) {
            case Account.Missing _ -> decideMissing(command);
            case Account.Open open -> decideOpen(command, open);
            case Account.Closed _ ->
                Decision.reject("account-closed", command.accountId() + " is closed and accepts no command");
        };
    }

    @Override
    public Account evolve(Account state, AccountEvent event) {
        return switch (event) {
            case AccountEvent.Opened(var e) -> new Account.Open(e.getCurrency(), e.getInitialDepositMinor());
            case AccountEvent.Deposited(var e) -> new Account.Open(e.getCurrency(), e.getBalanceMinor());
            case AccountEvent.Withdrawn(var e) -> new Account.Open(e.getCurrency(), e.getBalanceMinor());
            case AccountEvent.Closed _ -> new Account.Closed();
        };
    }

    private static Decision<AccountEvent> decideMissing(AccountCommand command) {
        return switch (command) {
            case AccountCommand.Open open -> open(open);
            case AccountCommand.Deposit _, AccountCommand.Withdraw _, AccountCommand.Close _ ->
                Decision.reject("aggregate-not-found", "there is no account " + command.accountId());
        };
    }

    private static Decision<AccountEvent> decideOpen(AccountCommand command, Account.Open account) {
        return switch (command) {
            case AccountCommand.Open _ -> Decision.reject("aggregate-exists", command.accountId() + " is open already");
            case AccountCommand.Deposit deposit -> deposit(deposit, account);
            case AccountCommand.Withdraw withdraw -> withdraw(withdraw, account);
            case AccountCommand.Close close -> close(close, account);
        };
    }

    private static Decision<AccountEvent> open(AccountCommand.Open command) {
        String owner = command.data().getOwner();
        String currency = command.data().getCurrency();
        long initialDepositMinor = command.data().getInitialDepositMinor();
        if (owner.isBlank()) {
            return Decision.reject("invalid-owner", "the owner of " + command.accountId() + " is blank");
        }
        if (!isCurrencyCode(currency)) {
            return Decision.reject(
                    "invalid-currency",
                    "currency \"" + currency + "\" is not an ISO 4217 code of three capital letters");
        }
        if (initialDepositMinor < 0) {
            return Decision.reject("invalid-amount", "the initial deposit is " + initialDepositMinor + ", below zero");
        }
        return Decision.accept(
                new AccountEvent.Opened(new AccountOpened(command.accountId(), owner, currency, initialDepositMinor)));
    }

    private static Decision<AccountEvent> deposit(AccountCommand.Deposit command, Account.Open account) {
        long amountMinor = command.data().getAmountMinor();
        if (amountMinor <= 0) {
            return invalidAmount(amountMinor);
        }
        if (isOther(command.data().getCurrency(), account)) {
            return otherCurrency(command, command.data().getCurrency(), account);
        }
        if (amountMinor > Long.MAX_VALUE - account.balanceMinor()) {
            return Decision.reject(
                    "balance-too-large",
                    "a balance of " + account.balanceMinor() + " and a deposit of " + amountMinor
                            + " are more than an account can hold");
        }
        return Decision.accept(new AccountEvent.Deposited(new MoneyDeposited(
                command.accountId(),
                amountMinor,
                account.currency(),
                account.balanceMinor() + amountMinor,
                command.data().getReference())));
    }

    private static Decision<AccountEvent> withdraw(AccountCommand.Withdraw command, Account.Open account) {
        long amountMinor = command.data().getAmountMinor();
        if (amountMinor <= 0) {
            return invalidAmount(amountMinor);
        }
        if (isOther(command.data().getCurrency(), account)) {
            return otherCurrency(command, command.data().getCurrency(), account);
        }
        if (amountMinor > account.balanceMinor()) {
            return Decision.reject(
                    "insufficient-funds",
                    command.accountId() + " has " + account.balanceMinor() + ", less than the " + amountMinor
                            + " to withdraw");
        }
        return Decision.accept(new AccountEvent.Withdrawn(new MoneyWithdrawn(
                command.accountId(),
                amountMinor,
                account.currency(),
                account.balanceMinor() - amountMinor,
                command.data().getReference())));
    }

    private static Decision<AccountEvent> close(AccountCommand.Close command, Account.Open account) {
        if (account.balanceMinor() != 0) {
            return Decision.reject(
                    "balance-not-zero",
                    command.accountId() + " still has " + account.balanceMinor() + "; withdraw it first");
        }
        return Decision.accept(new AccountEvent.Closed(
                new AccountClosed(command.accountId(), command.data().getReason())));
    }

    private static Decision<AccountEvent> invalidAmount(long amountMinor) {
        return Decision.reject("invalid-amount", "the amount is " + amountMinor + ", not above zero");
    }

    private static boolean isOther(String currency, Account.Open account) {
        return !currency.isEmpty() && !currency.equals(account.currency());
    }

    private static Decision<AccountEvent> otherCurrency(AccountCommand command, String currency, Account.Open account) {
        return Decision.reject(
                "currency-mismatch",
                command.accountId() + " is in " + account.currency() + ", and the amount is in " + currency);
    }

    private static boolean isCurrencyCode(String code) {
        return code.length() == 3 && code.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z');
    }
}
