package dev.foldline.example.account;

import dev.foldline.domain.view.EventMetadata;
import dev.foldline.domain.view.Projection;
import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.MoneyWithdrawn;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.AccountStatus;
import org.jspecify.annotations.Nullable;

/** One row per account: its balance, whether it is open, and how often money has moved. */
public final class AccountBalances {

    /** Name of the view. */
    public static final String NAME = "account-balances";

    /** The view itself. */
    public static final Projection<AccountBalance> VIEW = Projection.named(NAME, 1, AccountBalance.class)
            .on(AccountOpened.class, AccountBalances::opened)
            .on(MoneyDeposited.class, (row, event, metadata) -> moved(row, event.getBalanceMinor(), metadata))
            .on(MoneyWithdrawn.class, (row, event, metadata) -> moved(row, event.getBalanceMinor(), metadata))
            .on(AccountClosed.class, AccountBalances::closed);

    private AccountBalances() {}

    private static AccountBalance opened(@Nullable AccountBalance row, AccountOpened event, EventMetadata metadata) {
        return new AccountBalance(
                metadata.aggregateId(),
                event.getOwner(),
                event.getCurrency(),
                event.getInitialDepositMinor(),
                AccountStatus.OPEN,
                event.getInitialDepositMinor() > 0 ? 1L : 0L,
                metadata.aggregateVersion(),
                metadata.occurredAt());
    }

    private static AccountBalance moved(@Nullable AccountBalance row, long balanceMinor, EventMetadata metadata) {
        AccountBalance before = present(row, metadata);
        return new AccountBalance(
                before.getAccountId(),
                before.getOwner(),
                before.getCurrency(),
                balanceMinor,
                before.getStatus(),
                before.getTransactionCount() + 1,
                metadata.aggregateVersion(),
                metadata.occurredAt());
    }

    private static AccountBalance closed(@Nullable AccountBalance row, AccountClosed event, EventMetadata metadata) {
        AccountBalance before = present(row, metadata);
        return new AccountBalance(
                before.getAccountId(),
                before.getOwner(),
                before.getCurrency(),
                before.getBalanceMinor(),
                AccountStatus.CLOSED,
                before.getTransactionCount(),
                metadata.aggregateVersion(),
                metadata.occurredAt());
    }

    private static AccountBalance present(@Nullable AccountBalance row, EventMetadata metadata) {
        if (row == null) {
            throw new IllegalStateException(metadata.aggregateId() + ": version " + metadata.aggregateVersion()
                    + " has no row to change, so its AccountOpened did not reach the view");
        }
        return row;
    }
}
