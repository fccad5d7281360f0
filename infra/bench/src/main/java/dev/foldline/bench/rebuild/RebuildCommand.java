package dev.foldline.bench.rebuild;

import dev.foldline.bench.report.BenchFrame;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code foldline bench rebuild}. */
@Command(
        name = "rebuild",
        description = {
            "Events per second of a rebuild of the view account-balances; the best of some rounds.",
            "Held against a bare consumer that polls and decodes the same topic, the best of as many rounds."
        })
public final class RebuildCommand implements Callable<Integer> {

    private static final int PARTITIONS = 8;
    private static final int EVENTS_MAX = 50_000_000;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private BenchFrame frame;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "1200000",
            description = "How many events the topic has, rounded to the same number in each partition (default:"
                    + " ${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often the view is built (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Override
    public Integer call() throws Exception {
        if (events < PARTITIONS || events > EVENTS_MAX || rounds < 1) {
            throw frame.wrongUse("events go from " + PARTITIONS + " to " + EVENTS_MAX + ", rounds from 1");
        }
        ManyEvents topic = new ManyEvents(PARTITIONS, events / PARTITIONS);
        return frame.run(
                options -> options.partitions(PARTITIONS), stack -> new RebuildBench(stack, topic, rounds).run());
    }
}
