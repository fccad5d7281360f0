package dev.foldline.bench;

import dev.foldline.bench.latency.LatencyCommand;
import dev.foldline.bench.load.LoadCommand;
import dev.foldline.bench.rebuild.RebuildCommand;
import dev.foldline.bench.recovery.RecoveryCommand;
import dev.foldline.bench.write.WriteCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldline bench}: the benchmarks, each a command of its own. */
@Command(
        name = "bench",
        description = {
            "Measures a pipeline of its own, in a temporary folder, and prints a table.",
            "Each figure stands beside a ceiling, which is measured in the same run, and its ratio to that: 1.00 is as"
                    + " good as the ceiling. Take the ratios, not the figures."
        },
        synopsisSubcommandLabel = "BENCHMARK",
        subcommands = {
            WriteCommand.class,
            LatencyCommand.class,
            RecoveryCommand.class,
            LoadCommand.class,
            RebuildCommand.class
        },
        footer = {"", "Examples:", "  ./foldline bench write", "  ./foldline bench write --commands 1000000 --json"})
final class BenchCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Missing benchmark");
    }
}
