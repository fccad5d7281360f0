package dev.foldline.bench.report;

import dev.foldline.bench.stack.BenchStack;
import dev.foldline.stack.StackOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every benchmark's command is around its options: a stack, what is measured on it, and how it is printed. */
public final class BenchFrame {

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Write the results into this folder too, and a page with charts of all benchmarks that were"
                    + " run with it.")
    private @Nullable Path report;

    /** What is measured on a stack. */
    @FunctionalInterface
    public interface Measurement {
        BenchReport run(BenchStack stack) throws Exception;
    }

    /**
     * Starts a stack, measures, and gives the report out.
     *
     * @param options changes what a stack runs with by default
     * @return the command's exit code
     * @throws Exception as the measurement does
     */
    public int run(UnaryOperator<StackOptions> options, Measurement measurement) throws Exception {
        return run(() -> {
            try (BenchStack stack = start(options)) {
                return measurement.run(stack);
            }
        });
    }

    /**
     * Measures, and gives the report out: printed, and into its folder where there is one.
     *
     * @return the command's exit code
     * @throws Exception as the measurement does
     */
    public int run(Callable<BenchReport> measurement) throws Exception {
        ReportFolder folder = report == null ? null : ReportFolder.open(report);
        BenchReport found = measurement.call();
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.println(found.json());
            out.flush();
        } else {
            found.print(out);
        }
        if (folder != null) {
            PrintWriter err = command.commandLine().getErr();
            err.println("report: " + folder.add(found));
            err.flush();
        }
        return ExitCode.OK;
    }

    /** Starts a stack that says what is going on on the command's standard error. */
    public BenchStack start(UnaryOperator<StackOptions> options) {
        return BenchStack.start(options, command.commandLine().getErr());
    }

    /** An option's value is not one of those that the sentence says. */
    public ParameterException wrongUse(String sentence) {
        return new ParameterException(command.commandLine(), sentence);
    }
}
