package dev.foldline.example.account;

import dev.foldline.domain.view.table.ReadModel;
import dev.foldline.schema.projection.AccountBalance;

/** Account balances as JSON in the table {@code projections}. */
public final class AccountBalancesReadModel implements ReadModel<AccountBalance> {

    @Override
    public String name() {
        return AccountRecords.ACCOUNT_BALANCES;
    }

    @Override
    public String view() {
        return AccountRecords.ACCOUNT_BALANCES;
    }
}
