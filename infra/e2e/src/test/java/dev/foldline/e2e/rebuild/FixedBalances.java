package dev.foldline.e2e.rebuild;

import dev.foldline.domain.Domain;
import dev.foldline.domain.view.Fold;
import dev.foldline.domain.view.Projection;
import dev.foldline.example.account.AccountBalances;
import dev.foldline.schema.projection.AccountBalance;
import java.util.List;

/** The fold without the bug of {@link WrongBalances}, and a domain that has nothing else. */
public final class FixedBalances implements Domain, Projection<AccountBalance> {

    @Override
    public List<Projection<?>> projections() {
        return List.of(this);
    }

    @Override
    public String name() {
        return AccountBalances.NAME;
    }

    @Override
    public int version() {
        return 3;
    }

    @Override
    public Fold<AccountBalance> fold() {
        return AccountBalances.VIEW.fold();
    }
}
