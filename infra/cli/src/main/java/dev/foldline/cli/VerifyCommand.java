package dev.foldline.cli;

import dev.foldline.cli.endpoint.EndpointOptions;
import dev.foldline.cli.progress.ProgressLine;
import dev.foldline.verify.Verification;
import dev.foldline.verify.VerifyReport;
import dev.foldline.verify.VerifyTarget;
import dev.foldline.verify.check.CheckReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldline verify}: proves that tables, topics and views agree. */
@Command(
        name = "verify",
        description = {
            "Compares the tables, the topics and the views, and says where they differ.",
            "Changes nothing; the pipeline may be running."
        },
        footer = {"", "Example:", "  ./foldline verify"})
final class VerifyCommand implements Callable<Integer> {

    private static final int WAIT_DEFAULT_S = 30;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private EndpointOptions endpoints;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description =
                    "How long the pipeline may take to finish what has been sent (default: " + WAIT_DEFAULT_S + ").")
    private int waitS = WAIT_DEFAULT_S;

    @Override
    public Integer call() {
        if (waitS < 0) {
            throw new ParameterException(spec.commandLine(), "--wait is " + waitS + ", but 0 is the least");
        }
        VerifyTarget target = new VerifyTarget(
                endpoints.bootstrapServers(),
                endpoints.jdbcUrl(),
                endpoints.registryUrl(),
                endpoints.queryUrl(),
                Duration.ofSeconds(waitS));
        long startedNs = System.nanoTime();
        List<CheckReport> reports;
        try (ProgressLine progress = new ProgressLine("verify", json)) {
            reports = new Verification(target, progress).run();
        }
        VerifyReport report = new VerifyReport(reports, Duration.ofNanos(System.nanoTime() - startedNs));
        report.print(spec.commandLine().getOut(), json);
        return report.ok() ? FoldlineCommand.OK : FoldlineCommand.FAILED;
    }
}
