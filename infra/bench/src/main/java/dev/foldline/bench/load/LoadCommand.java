package dev.foldline.bench.load;

import dev.foldline.bench.report.BenchFrame;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code foldline bench load}. */
@Command(
        name = "load",
        description = {
            "How long command-service takes to fold one aggregate of many events that is asked for over HTTP, with and"
                    + " without snapshots: the median of several times.",
            "Held against reading the same rows with one query, and decoding them in this process."
        })
public final class LoadCommand implements Callable<Integer> {

    /** Fewer have no snapshot by default. */
    private static final int EVENTS_MIN = 100;

    private static final int EVENTS_MAX = 10_000_000;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private BenchFrame frame;

    @Option(
            names = "--events",
            paramLabel = "N",
            split = ",",
            defaultValue = "100,1000,10000,100000",
            description = "Events of each aggregate, with commas between (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private List<Integer> events;

    @Override
    public Integer call() throws Exception {
        if (events.stream().anyMatch(count -> count < EVENTS_MIN || count > EVENTS_MAX)) {
            throw frame.wrongUse("events of an aggregate go from " + EVENTS_MIN + " to " + EVENTS_MAX);
        }
        return frame.run(UnaryOperator.identity(), stack -> new LoadBench(stack, events).run());
    }
}
