package dev.foldline.bench.step;

import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code foldline bench jmh}. */
@Command(
        name = "jmh",
        description = {
            "Nanoseconds that each step of a command takes by itself, without servers: decoding it, deciding, evolving,"
                    + " encoding the event, writing the event's row for COPY.",
            "JMH measures them in processes of their own and prints what it finds."
        })
public final class JmhCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "PATTERN",
            defaultValue = "",
            description = "Only the steps whose names match this regular expression (default: all).")
    @SuppressWarnings("NullAway.Init")
    private String pattern;

    @Option(
            names = "--forks",
            paramLabel = "N",
            defaultValue = "1",
            description = "Processes that measure each step one after the other; 0 measures in this one, which is for"
                    + " debugging (default: ${DEFAULT-VALUE}).")
    private int forks;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "How often each process measures, after as many times to warm up (default: ${DEFAULT-VALUE}).")
    private int iterations;

    @Option(
            names = "--iteration-ms",
            paramLabel = "MS",
            defaultValue = "1000",
            description = "How long each of them is (default: ${DEFAULT-VALUE}).")
    private int iterationMs;

    @Override
    public Integer call() throws Exception {
        if (forks < 0 || iterations < 1 || iterationMs < 1) {
            throw new ParameterException(
                    spec.commandLine(), "forks go from 0, iterations and their milliseconds from 1");
        }
        TimeValue time = TimeValue.milliseconds(iterationMs);
        new Runner(new OptionsBuilder()
                        .include(CommandSteps.class.getSimpleName() + "\\..*" + pattern)
                        .forks(forks)
                        .warmupIterations(iterations)
                        .warmupTime(time)
                        .measurementIterations(iterations)
                        .measurementTime(time)
                        .shouldFailOnError(true)
                        .build())
                .run();
        return ExitCode.OK;
    }
}
