package dev.foldline.e2e.rebuild;

import dev.foldline.domain.view.Fold;
import dev.foldline.domain.view.Projection;
import dev.foldline.example.account.AccountBalances;
import dev.foldline.schema.projection.AccountBalance;

/** The fold without the bug of {@link WrongBalances}. */
public final class MendedBalances implements Projection<AccountBalance> {

    @Override
    public String name() {
        return new AccountBalances().name();
    }

    @Override
    public int version() {
        return 3;
    }

    @Override
    public Fold<AccountBalance> fold() {
        return new AccountBalances().fold();
    }
}
