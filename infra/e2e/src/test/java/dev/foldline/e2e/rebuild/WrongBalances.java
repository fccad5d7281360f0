package dev.foldline.e2e.rebuild;

import dev.foldline.domain.Domain;
import dev.foldline.domain.view.Event;
import dev.foldline.domain.view.Fold;
import dev.foldline.domain.view.Projection;
import dev.foldline.example.account.AccountBalances;
import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.MoneyWithdrawn;
import dev.foldline.schema.projection.AccountBalance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fold with a bug: the owner of every account whose id ends in 3 is wrong, and those that end in 7 have no row. */
public final class WrongBalances implements Domain, Projection<AccountBalance> {

    private final Fold<AccountBalance> right = AccountBalances.VIEW.fold();

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
        return 2;
    }

    @Override
    public Fold<AccountBalance> fold() {
        return Fold.into(AccountBalance.class)
                .on(AccountOpened.class, (row, event, at) -> wrong(right.apply(row, new Event(event, at))))
                .on(MoneyDeposited.class, (row, event, at) -> changed(row, new Event(event, at)))
                .on(MoneyWithdrawn.class, (row, event, at) -> changed(row, new Event(event, at)))
                .on(AccountClosed.class, (row, event, at) -> changed(row, new Event(event, at)));
    }

    /** Whether this fold gives an account another row than the right one. */
    static boolean isWrong(String account) {
        return account.endsWith("3") || account.endsWith("7");
    }

    private @Nullable AccountBalance changed(@Nullable AccountBalance row, Event event) {
        return row == null ? null : right.apply(row, event);
    }

    private static @Nullable AccountBalance wrong(@Nullable AccountBalance row) {
        if (row == null || row.getAccountId().endsWith("7")) {
            return null;
        }
        return row.getAccountId().endsWith("3")
                ? AccountBalance.newBuilder(row).setOwner("nobody").build()
                : row;
    }
}
