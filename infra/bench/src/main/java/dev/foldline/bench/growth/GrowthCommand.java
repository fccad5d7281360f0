package dev.foldline.bench.growth;

import dev.foldline.bench.report.BenchFrame;
import dev.foldline.bench.write.WriteSettings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code foldline bench growth}. */
@Command(
        name = "growth",
        description = {
            "Commands per second, as in write, when the event table has grown: the events of many aggregates are put"
                    + " into it by binary COPY, and no state is cached, so each batch loads its streams.",
            "Held against the first of the sizes. A round before each warms up; projection-service does not run.",
            "A million events take about half a gigabyte in the folder of java.io.tmpdir, and as much again in"
                    + " Postgres' log."
        })
public final class GrowthCommand implements Callable<Integer> {

    private static final int PARTITIONS = 8;
    private static final int EVENTS_MAX = 1_000_000_000;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private BenchFrame frame;

    @Option(
            names = "--events",
            paramLabel = "N",
            split = ",",
            defaultValue = "1000000,5000000,10000000",
            description = "Events in the table when it is measured, rising, with commas between (default:"
                    + " ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private List<Integer> events;

    @Option(
            names = "--aggregates",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Aggregates that the events are of; none is without one (default: ${DEFAULT-VALUE}).")
    private int aggregates;

    @Option(
            names = "--commands",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many commands are drained at each size, and before it to warm up (default:"
                    + " ${DEFAULT-VALUE}).")
    private int commands;

    @Override
    public Integer call() throws Exception {
        if (aggregates < 1 || commands < 1 || events.size() < 2 || !rising()) {
            throw frame.wrongUse("aggregates and commands go from 1; events are at least two numbers, from the number"
                    + " of aggregates to " + EVENTS_MAX + ", each with room for the commands of the one before");
        }
        WriteSettings settings = new WriteSettings(commands, aggregates, PARTITIONS, 1, WriteSettings.workersOf(1), 0);
        return frame.run(
                options -> settings.applyTo(options).commandSetting("command.cache.bytes.max", "0"),
                stack -> new GrowthBench(stack, settings, events).run());
    }

    /** What is drained grows the table too. */
    private boolean rising() {
        long least = aggregates;
        for (int size : events) {
            if (size < least || size > EVENTS_MAX) {
                return false;
            }
            least = size + GrowthBench.ROUNDS * (long) commands;
        }
        return true;
    }
}
