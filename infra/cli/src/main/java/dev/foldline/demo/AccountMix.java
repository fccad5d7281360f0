package dev.foldline.demo;

import dev.foldline.schema.account.CloseAccount;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.account.WithdrawMoney;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Commands for accounts: every account is opened first, then money comes and goes, now and then too much of it,
 * under a wrong expected version, twice under one id, or with an amount that is none; a few accounts are closed.
 *
 * <p>It keeps its own idea of balances and versions, which is right when the
 * accounts are new, so that a withdrawal is too large when it is meant to be.
 */
final class AccountMix implements DomainMix {

    private static final int PER_MILLE = 1_000;
    private static final int CLOSES_UP_TO = 5;
    private static final int INVALID_UP_TO = 15;
    private static final int TWICE_UP_TO = 35;
    private static final int WRONG_VERSION_UP_TO = 55;
    private static final int RIGHT_VERSION_UP_TO = 75;
    private static final int TOO_LARGE_UP_TO = 110;
    private static final int WITHDRAWALS_UP_TO = 450;

    private static final long FIRST_DEPOSIT_MAX_MINOR = 100_000;
    private static final long AMOUNT_MAX_MINOR = 50_000;
    private static final long WRONG_VERSION_OFFSET = 7;
    private static final int CLOSED_REDRAWS_MAX = 3;

    /** However long it runs, most accounts stay open: at most one in so many is closed. */
    private static final int CLOSED_ONE_IN = 20;

    private static final String[] OWNERS = {"Ada", "Barbara", "Edsger", "Grace", "Ken", "Leslie", "Margaret", "Tony"};
    private static final String[] CURRENCIES = {"EUR", "GBP", "USD"};
    private static final String[] REFERENCES = {"", "salary", "rent", "groceries", "invoice 4711", "refund"};

    private final SplittableRandom random;
    private final String[] ids;
    private final long[] balancesMinor;
    private final long[] versions;
    private final boolean[] closed;
    private int opened;
    private int closedAccounts;
    private @Nullable PlannedCommand next;

    /**
     * @param accounts how many accounts
     */
    AccountMix(int accounts, SplittableRandom random) {
        this.random = random;
        this.ids = new String[accounts];
        this.balancesMinor = new long[accounts];
        this.versions = new long[accounts];
        this.closed = new boolean[accounts];
    }

    @Override
    public PlannedCommand next(int recordsMax) {
        if (opened < ids.length) {
            return open(opened++);
        }
        PlannedCommand prepared = next;
        if (prepared != null) {
            next = null;
            return prepared;
        }
        int account = drawAccount();
        int roll = random.nextInt(PER_MILLE);
        if (roll < CLOSES_UP_TO && closedAccounts * CLOSED_ONE_IN < ids.length) {
            return close(account);
        }
        if (roll < INVALID_UP_TO) {
            return command(account, new DepositMoney(-random.nextLong(AMOUNT_MAX_MINOR), reference(), ""));
        }
        if (roll < TWICE_UP_TO) {
            PlannedCommand deposit = deposit(account);
            return recordsMax > 1 ? deposit.twice() : deposit;
        }
        if (roll < WRONG_VERSION_UP_TO) {
            return command(account, new DepositMoney(amount(), reference(), ""))
                    .expecting(versions[account] + WRONG_VERSION_OFFSET);
        }
        if (roll < RIGHT_VERSION_UP_TO) {
            long version = versions[account];
            return deposit(account).expecting(version);
        }
        if (roll < TOO_LARGE_UP_TO) {
            return command(account, new WithdrawMoney(balancesMinor[account] + amount(), reference(), ""));
        }
        boolean withdraws = roll < WITHDRAWALS_UP_TO && balancesMinor[account] > 0;
        return withdraws ? withdraw(account) : deposit(account);
    }

    private PlannedCommand open(int account) {
        ids[account] = "account-" + (account + 1);
        balancesMinor[account] = random.nextLong(FIRST_DEPOSIT_MAX_MINOR + 1);
        versions[account] = 1;
        return command(account, new OpenAccount(pick(OWNERS), pick(CURRENCIES), balancesMinor[account]));
    }

    private PlannedCommand deposit(int account) {
        long amountMinor = amount();
        moved(account, amountMinor);
        return command(account, new DepositMoney(amountMinor, reference(), ""));
    }

    private PlannedCommand withdraw(int account) {
        long amountMinor = 1 + random.nextLong(Math.min(balancesMinor[account], AMOUNT_MAX_MINOR));
        moved(account, -amountMinor);
        return command(account, new WithdrawMoney(amountMinor, reference(), ""));
    }

    /** Closes an empty account; empties another first, and closes it with the next command. */
    private PlannedCommand close(int account) {
        PlannedCommand close = command(account, new CloseAccount("moved to another bank"));
        long restMinor = balancesMinor[account];
        boolean wasClosed = closed[account];
        closed[account] = true;
        closedAccounts += wasClosed ? 0 : 1;
        if (restMinor == 0 || wasClosed) {
            return close;
        }
        balancesMinor[account] = 0;
        next = close;
        return command(account, new WithdrawMoney(restMinor, "closing", ""));
    }

    /** Low numbers come up more often than high ones: a few accounts are busy, most are not. */
    private int drawAccount() {
        int account = draw();
        for (int redraws = 0; closed[account] && redraws < CLOSED_REDRAWS_MAX; redraws++) {
            account = draw();
        }
        return account;
    }

    private int draw() {
        return Math.min(random.nextInt(ids.length), random.nextInt(ids.length));
    }

    private void moved(int account, long amountMinor) {
        if (!closed[account]) {
            balancesMinor[account] += amountMinor;
            versions[account]++;
        }
    }

    private PlannedCommand command(int account, SpecificRecord command) {
        return PlannedCommand.of(ids[account], command);
    }

    private long amount() {
        return 1 + random.nextLong(AMOUNT_MAX_MINOR);
    }

    private String reference() {
        return pick(REFERENCES);
    }

    private String pick(String[] values) {
        return values[random.nextInt(values.length)];
    }
}
