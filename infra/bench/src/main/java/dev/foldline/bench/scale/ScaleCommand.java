package dev.foldline.bench.scale;

import dev.foldline.bench.report.BenchFrame;
import dev.foldline.bench.write.DrainOptions;
import dev.foldline.bench.write.WriteSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code foldline bench scale}. */
@Command(
        name = "scale",
        description = {
            "Commands per second, as in write, of several numbers of instances of command-service, each on a pipeline"
                    + " of its own that is given the same commands.",
            "Held against the first of these numbers. On a machine with few processors, which the instances share"
                    + " with the servers, this shows what an instance costs, and not what it gives."
        })
public final class ScaleCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private BenchFrame frame;

    @Option(
            names = "--instances",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,4",
            description = "Numbers of instances, with commas between (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private List<Integer> instances;

    @Option(
            names = "--commands",
            paramLabel = "N",
            defaultValue = "200000",
            description = "How many commands are drained (default: ${DEFAULT-VALUE}).")
    private int commands;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DrainOptions drain;

    @Override
    public Integer call() throws Exception {
        List<WriteSettings> all = settings();
        return frame.run(() -> new ScaleBench(frame::start, all).run());
    }

    private List<WriteSettings> settings() {
        if (instances.size() < 2) {
            throw frame.wrongUse("--instances takes at least two numbers, to hold one against the other");
        }
        List<WriteSettings> all = new ArrayList<>();
        for (int number : instances) {
            try {
                all.add(new WriteSettings(
                        commands, drain.accounts(), drain.partitions(), number, WriteSettings.workersOf(number), 0));
            } catch (IllegalArgumentException e) {
                throw frame.wrongUse(String.valueOf(e.getMessage()));
            }
        }
        return all;
    }
}
