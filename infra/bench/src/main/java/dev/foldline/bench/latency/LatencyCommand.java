package dev.foldline.bench.latency;

import dev.foldline.bench.report.BenchFrame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
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

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private BenchFrame frame;

    @Option(
            names = "--rate",
            paramLabel = "N",
            split = ",",
            defaultValue = "1000,10000,half",
            converter = Rate.Converter.class,
            description = "Commands per second, or half for half of what the pipeline takes at most, which is measured"
                    + " first; several with commas between (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private List<Rate> rates;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "5",
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
        if (seconds < 1 || accounts < 1) {
            throw frame.wrongUse("seconds and accounts go from 1");
        }
        return frame.run(
                LatencyBench::stack,
                stack -> new LatencyBench(stack, rates, accounts, Duration.ofSeconds(seconds)).run());
    }
}
