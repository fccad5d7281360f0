package dev.foldline.demo;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/**
 * A lifelike mix of commands for all shipped domains: mostly accounts, then orders, then conferences. The same seed
 * gives the same commands.
 */
public final class CommandMix implements Iterator<PlannedCommand> {

    private static final int PER_CENT = 100;
    private static final int ACCOUNTS_UP_TO = 80;
    private static final int ORDERS_UP_TO = 95;
    private static final int TRANSFER_PER_CENT = 2;

    /** One conference for so many commands, so that each is sold out before the end. */
    private static final int COMMANDS_PER_CONFERENCE = 2_000;

    private final SplittableRandom random;
    private final DomainMix accounts;
    private final DomainMix orders;
    private final DomainMix conferences;
    private final DomainMix transfers;
    private final int transferPerCent;
    private int recordsLeft;

    /**
     * @param records  how many records of the commands topic all of it makes, repeats counted
     * @param accounts how many accounts
     */
    public CommandMix(int records, int accounts, long seed) {
        this(records, accounts, seed, 0);
    }

    private CommandMix(int records, int accounts, long seed, int transferPerCent) {
        if (records < 1 || accounts < 1) {
            throw new IllegalArgumentException(
                    records + " commands on " + accounts + " accounts: 1 is the least of each");
        }
        this.random = new SplittableRandom(seed);
        this.recordsLeft = records;
        this.accounts = new AccountMix(Math.min(accounts, records), random.split());
        this.orders = new OrderMix(random.split());
        this.conferences = new ConferenceMix(Math.ceilDiv(records, COMMANDS_PER_CONFERENCE), random.split());
        this.transfers = new TransferMix(random.split());
        this.transferPerCent = transferPerCent;
    }

    /** The same with a few transfers, for whose processes the pipeline sends commands of its own. */
    public static CommandMix withTransfers(int records, int accounts, long seed) {
        return new CommandMix(records, accounts, seed, TRANSFER_PER_CENT);
    }

    @Override
    public boolean hasNext() {
        return recordsLeft > 0;
    }

    @Override
    public PlannedCommand next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all commands are planned");
        }
        PlannedCommand planned = drawDomain().next(recordsLeft);
        recordsLeft -= planned.records();
        return planned;
    }

    private DomainMix drawDomain() {
        int roll = random.nextInt(PER_CENT);
        if (roll < ACCOUNTS_UP_TO) {
            return accounts;
        }
        if (roll >= PER_CENT - transferPerCent) {
            return transfers;
        }
        return roll < ORDERS_UP_TO ? orders : conferences;
    }
}
