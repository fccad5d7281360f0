package dev.foldline.bench.latency;

import dev.foldline.bench.stack.AccountCommands;
import dev.foldline.bench.stack.BenchStack;
import dev.foldline.bench.stack.PartitionOffsets;
import dev.foldline.bench.write.Drain;
import dev.foldline.client.CommandRequest;
import java.util.stream.IntStream;

/**
 * Commands per second that the pipeline takes at most, as {@code bench write} finds it, but with projection-service
 * running, which it also has to feed when latencies are measured.
 */
final class MaximumRate {

    /** About a second or two of work, on a machine of two processors. */
    private static final int COMMANDS_MIN = 100_000;

    private final BenchStack stack;
    private final PartitionOffsets offsets;
    private final AccountCommands commands;
    private final long[] versions;

    /**
     * @param versions of the accounts, by their numbers; kept up to date
     */
    MaximumRate(BenchStack stack, PartitionOffsets offsets, AccountCommands commands, long[] versions) {
        this.stack = stack;
        this.offsets = offsets;
        this.commands = commands;
        this.versions = versions;
    }

    /** Drains twice, the first time to warm up. */
    int find() {
        stack.say("looking for the maximum");
        drain();
        return (int) drain();
    }

    /** Each account as often as the others. */
    private double drain() {
        int count = Math.ceilDiv(COMMANDS_MIN, versions.length) * versions.length;
        return new Drain(stack, offsets)
                .run(count, IntStream.range(0, count).mapToObj(i -> deposit(i % versions.length)))
                .perSecond();
    }

    private CommandRequest deposit(int account) {
        versions[account]++;
        return commands.deposit(account);
    }
}
