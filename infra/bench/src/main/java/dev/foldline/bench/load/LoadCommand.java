package dev.foldline.bench.load;

import dev.foldline.bench.report.ReportOptions;
import dev.foldline.bench.stack.BenchStack;
import dev.foldline.serde.UndecodableException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ReportOptions report;

    @Option(
            names = "--events",
            paramLabel = "N",
            split = ",",
            defaultValue = "100,1000,10000,100000",
            description = "Events of each aggregate, with commas between (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private List<Integer> events;

    @Override
    public Integer call() throws SQLException, UndecodableException {
        if (events.stream().anyMatch(count -> count < EVENTS_MIN || count > EVENTS_MAX)) {
            throw new ParameterException(
                    spec.commandLine(), "events of an aggregate go from " + EVENTS_MIN + " to " + EVENTS_MAX);
        }
        try (BenchStack stack =
                BenchStack.start(UnaryOperator.identity(), spec.commandLine().getErr())) {
            report.print(new LoadBench(stack, events).run(), spec.commandLine().getOut());
            return ExitCode.OK;
        }
    }
}
