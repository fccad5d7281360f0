package dev.foldline.bench.report;

import dev.foldline.bench.stack.BenchStack;
import dev.foldline.local.StackOptions;
import java.io.PrintWriter;
import java.util.function.UnaryOperator;
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

    /** What is measured on a stack. */
    @FunctionalInterface
    public interface Measurement {
        BenchReport run(BenchStack stack) throws Exception;
    }

    /**
     * Starts a stack, measures, and prints the report.
     *
     * @param options changes what a stack runs with by default
     * @return the command's exit code
     * @throws Exception as the measurement does
     */
    public int run(UnaryOperator<StackOptions> options, Measurement measurement) throws Exception {
        PrintWriter out = command.commandLine().getOut();
        try (BenchStack stack = BenchStack.start(options, command.commandLine().getErr())) {
            BenchReport report = measurement.run(stack);
            if (json) {
                out.println(report.json());
                out.flush();
            } else {
                report.print(out);
            }
            return ExitCode.OK;
        }
    }

    /** An option's value is not one of those that the sentence says. */
    public ParameterException wrongUse(String sentence) {
        return new ParameterException(command.commandLine(), sentence);
    }
}
