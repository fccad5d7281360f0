package dev.foldline.bench;

import static java.util.Objects.requireNonNull;

import dev.foldline.bench.growth.GrowthCommand;
import dev.foldline.bench.latency.LatencyCommand;
import dev.foldline.bench.load.LoadCommand;
import dev.foldline.bench.rebuild.RebuildCommand;
import dev.foldline.bench.recovery.RecoveryCommand;
import dev.foldline.bench.scale.ScaleCommand;
import dev.foldline.bench.step.JmhCommand;
import dev.foldline.bench.write.WriteCommand;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code foldline bench}: the benchmarks, each a command of its own, or those that have a baseline in one go. */
@Command(
        name = "bench",
        description = {
            "Measures a pipeline of its own, in a temporary folder, and prints a table.",
            "Each result is shown next to a baseline, which is measured in the same run, and its ratio to that: 1.00 is"
                    + " as good as the baseline. Take the ratios, not the absolute numbers.",
            "Without a BENCHMARK all but jmh run, in less than ten minutes on two processors: with their defaults or"
                    + " smaller, growth far smaller, as a table that fits into memory is not large."
        },
        synopsisSubcommandLabel = "[BENCHMARK]",
        subcommands = {
            WriteCommand.class,
            GrowthCommand.class,
            ScaleCommand.class,
            LatencyCommand.class,
            RecoveryCommand.class,
            LoadCommand.class,
            RebuildCommand.class,
            JmhCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  ./foldline bench --report target/bench",
            "  ./foldline bench write --commands 1000000 --json"
        })
final class BenchCommand implements Callable<Integer> {

    /** The benchmarks of a whole run, as small as still shows what they are about. */
    static final List<List<String>> ALL = List.of(
            List.of("write"),
            List.of("growth", "--events=100000,500000,1000000", "--aggregates=100000", "--commands=30000"),
            List.of("scale", "--commands=60000"),
            List.of("latency", "--seconds=3"),
            List.of("load", "--events=100,1000,10000"),
            List.of("rebuild", "--events=400000", "--rounds=2"),
            List.of("recovery", "--rounds=1"));

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object for each benchmark.")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Write all results into this folder too, with a page of charts: DIR/index.html.")
    private @Nullable Path report;

    /** Goes on with the next one after one that has failed, which has said why. */
    @Override
    public Integer call() {
        Map<String, CommandLine> commands = spec.commandLine().getSubcommands();
        PrintWriter err = spec.commandLine().getErr();
        int worst = 0;
        for (List<String> bench : ALL) {
            err.println("bench " + String.join(" ", bench));
            err.flush();
            CommandLine command = requireNonNull(commands.get(bench.getFirst()));
            worst = Math.max(worst, command.execute(arguments(bench)));
        }
        return worst;
    }

    private String[] arguments(List<String> bench) {
        List<String> arguments = new ArrayList<>(bench.subList(1, bench.size()));
        if (json) {
            arguments.add("--json");
        }
        if (report != null) {
            arguments.add("--report=" + report);
        }
        return arguments.toArray(String[]::new);
    }
}
