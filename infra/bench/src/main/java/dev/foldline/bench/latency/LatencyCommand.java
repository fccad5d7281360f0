package dev.foldline.bench.latency;

import dev.foldline.bench.report.BenchFrame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code foldline bench latency}. */
@Command(
        name = "latency",
        description = {
            "How long a command takes at a steady rate: from when its sending was due until its result is there, and"
                    + " until the topic of the view account-balances shows it.",
            "Held against a bare producer and a bare consumer at the same rate. A round before warms up."
        })
public final class LatencyCommand implements Callable<Integer> {

    private static final int RATE_MAX = 1_000_000;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private BenchFrame frame;

    @Option(
            names = "--rate",
            paramLabel = "N",
            split = ",",
            defaultValue = "1000",
            description = "Commands per second; several with commas between (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private List<Integer> rates;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "10",
            description = "How long each rate is held (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--accounts",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many accounts the commands are for (default: ${DEFAULT-VALUE}).")
    private int accounts;

    @Override
    public Integer call() throws Exception {
        if (seconds < 1 || accounts < 1 || rates.stream().anyMatch(rate -> rate < 1 || rate > RATE_MAX)) {
            throw frame.wrongUse("rates go from 1 to " + RATE_MAX + ", seconds and accounts from 1");
        }
        return frame.run(
                UnaryOperator.identity(),
                stack -> new LatencyBench(stack, rates, accounts, Duration.ofSeconds(seconds)).run());
    }
}
