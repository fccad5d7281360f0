package dev.foldline.bench.recovery;

import dev.foldline.bench.report.ReportOptions;
import dev.foldline.bench.stack.BenchStack;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ReportOptions report;

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
    public Integer call() throws SQLException {
        if (rounds < 1
                || rate < 1
                || rate > RATE_MAX
                || sessionTimeoutMs < SESSION_TIMEOUT_MIN_MS
                || sessionTimeoutMs > SESSION_TIMEOUT_MAX_MS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "rounds go from 1, the rate from 1 to " + RATE_MAX + ", the session time-out from "
                            + SESSION_TIMEOUT_MIN_MS + " to " + SESSION_TIMEOUT_MAX_MS);
        }
        try (BenchStack stack = BenchStack.start(
                options -> options.instances(INSTANCES)
                        .commandSetting("command.session.timeout.ms", Integer.toString(sessionTimeoutMs)),
                spec.commandLine().getErr())) {
            stack.stopProjections();
            report.print(
                    new RecoveryBench(stack, rate, rounds, sessionTimeoutMs).run(),
                    spec.commandLine().getOut());
            return ExitCode.OK;
        }
    }
}
