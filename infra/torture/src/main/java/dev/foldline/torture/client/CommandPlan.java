package dev.foldline.torture.client;

import dev.foldline.demo.CommandMix;
import dev.foldline.demo.PlannedCommand;
import java.util.SplittableRandom;

/**
 * What a client sends, one after the other: commands of its own aggregates, now and then one again that it has sent
 * before, and one for an account that all clients race for. The same random draws the same, whatever the servers
 * answer. Not thread-safe.
 */
public final class CommandPlan {

    private static final int COMMANDS_MAX = 10_000_000;
    private static final int ACCOUNTS = 100;
    private static final int REPEAT_ONE_IN = 25;
    private static final int RACE_ONE_IN = 10;
    private static final int REMEMBERED_MAX = 500;

    private final CommandMix mix;
    private final SplittableRandom random;
    private int remembered;

    /** What to do next. */
    public sealed interface Step {

        /** Where the command is remembered. */
        int slot();

        /** A new command. */
        record New(int slot, PlannedCommand command) implements Step {}

        /** A new command for one of the accounts that all race for. */
        record Race(int slot, int account) implements Step {}

        /** The command that is remembered there, under the same id. */
        record Again(int slot) implements Step {}
    }

    public CommandPlan(SplittableRandom random) {
        this.mix = CommandMix.withTransfers(COMMANDS_MAX, ACCOUNTS, random.nextLong());
        this.random = random;
    }

    /** The next step. */
    public Step next() {
        if (remembered > 0 && random.nextInt(REPEAT_ONE_IN) == 0) {
            return new Step.Again(random.nextInt(remembered));
        }
        boolean race = random.nextInt(RACE_ONE_IN) == 0;
        int account = race ? random.nextInt(RacedAccounts.ACCOUNTS) : 0;
        int slot = remembered < REMEMBERED_MAX ? remembered++ : random.nextInt(REMEMBERED_MAX);
        return race ? new Step.Race(slot, account) : new Step.New(slot, mix.next());
    }
}
