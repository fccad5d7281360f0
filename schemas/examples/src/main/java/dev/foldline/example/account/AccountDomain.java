package dev.foldline.example.account;

import dev.foldline.domain.AggregateType;
import dev.foldline.domain.Domain;
import dev.foldline.domain.view.Projection;
import dev.foldline.domain.view.table.ReadModel;
import java.util.List;

/** The domain {@code account}: accounts, and the view of their balances, which is also JSON in Postgres. */
public final class AccountDomain implements Domain {

    /** The aggregate type {@code account}. */
    public static final AggregateType<AccountCommand, Account, AccountEvent> ACCOUNT =
            AggregateType.of("account", new AccountDecider(), AccountCommand.class, Account.class, AccountEvent.class);

    @Override
    public List<AggregateType<?, ?, ?>> aggregates() {
        return List.of(ACCOUNT);
    }

    @Override
    public List<Projection<?>> projections() {
        return List.of(AccountBalances.VIEW);
    }

    @Override
    public List<ReadModel<?>> readModels() {
        return List.of(ReadModel.json(AccountBalances.VIEW));
    }
}
