package dev.foldline.projection.readmodel;

import dev.foldline.domain.view.table.ReadModel;
import dev.foldline.domain.view.table.Table;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.AccountStatus;
import java.time.Instant;
import java.util.Optional;

/** Read models of account balances, and rows for them. */
record Balances(String name, int version, Optional<Table<AccountBalance>> table) implements ReadModel<AccountBalance> {

    static final Table<AccountBalance> TABLE = Table.of(AccountBalance.class, "balances", "account_id")
            .text("owner", AccountBalance::getOwner)
            .bigint("balance_minor", AccountBalance::getBalanceMinor)
            .timestamp("last_activity_at", AccountBalance::getLastActivityAt)
            .indexed("owner");

    /** Rows as JSON. */
    static Balances json() {
        return new Balances("balances-json", 1, Optional.empty());
    }

    /** Rows in a table of their own. */
    static Balances own() {
        return own(1, TABLE);
    }

    static Balances own(int version, Table<AccountBalance> table) {
        return new Balances("balances-own", version, Optional.of(table));
    }

    static AccountBalance row(String account, String owner, long balanceMinor) {
        return new AccountBalance(
                account, owner, "EUR", balanceMinor, AccountStatus.OPEN, 1L, 1L, Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Override
    public String view() {
        return "account-balances";
    }
}
