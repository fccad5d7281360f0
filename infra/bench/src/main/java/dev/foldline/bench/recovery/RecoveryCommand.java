package dev.foldline.bench.recovery;

import dev.foldline.bench.report.BenchFrame;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code foldline bench recovery}. */
@Command(
        name = "recovery",
        description = {
            "Two instances of command-service under load: one is killed with SIGKILL, and the time is taken until its"
                    + " partitions have results again. The longest of several rounds counts.",
            "Held against the session time-out, before which nobody can know that it is dead."
        })
public final class RecoveryCommand implements Callable<Integer> {

    private static final int INSTANCES = 2;
    private static final int RATE_MAX = 100_000;
    private static final int SESSION_TIMEOUT_MIN_MS = 6_000;
    private static final int SESSION_TIMEOUT_MAX_MS = 60_000;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private BenchFrame frame;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "500",
            description = "Commands per second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often an owner is killed (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--session-timeout-ms",
            paramLabel = "MS",
            defaultValue = "10000",
            description = "command-service's command.session.timeout.ms (default: ${DEFAULT-VALUE}, which is its own).")
    private int sessionTimeoutMs;

    @Override
    public Integer call() throws Exception {
        if (rounds < 1
                || rate < 1
                || rate > RATE_MAX
                || sessionTimeoutMs < SESSION_TIMEOUT_MIN_MS
                || sessionTimeoutMs > SESSION_TIMEOUT_MAX_MS) {
            throw frame.wrongUse("rounds go from 1, the rate from 1 to " + RATE_MAX + ", the session time-out from "
                    + SESSION_TIMEOUT_MIN_MS + " to " + SESSION_TIMEOUT_MAX_MS);
        }
        return frame.run(
                options -> options.instances(INSTANCES)
                        .commandSetting("command.session.timeout.ms", Integer.toString(sessionTimeoutMs)),
                stack -> {
                    stack.stopProjections();
                    return new RecoveryBench(stack, rate, rounds, sessionTimeoutMs).run();
                });
    }
}
