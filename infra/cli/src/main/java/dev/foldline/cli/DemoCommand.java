package dev.foldline.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.cli.progress.ProgressLine;
import dev.foldline.cli.progress.StartProgress;
import dev.foldline.client.CommandClient;
import dev.foldline.contract.Topics;
import dev.foldline.demo.CommandMix;
import dev.foldline.demo.DemoRun;
import dev.foldline.demo.DemoStats;
import dev.foldline.demo.OrderStatuses;
import dev.foldline.demo.TransferEnds;
import dev.foldline.demo.ViewRows;
import dev.foldline.stack.Endpoints;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.StackOptions;
import dev.foldline.verify.Verification;
import dev.foldline.verify.VerifyReport;
import dev.foldline.verify.VerifyTarget;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldline demo}: the whole pipeline once, end to end, and the proof that it kept its promises. */
@Command(
        name = "demo",
        description = {
            "Starts the whole pipeline in a temporary folder, sends commands, awaits all results, and verifies.",
            "Ends with 0 only when every command got a result and verify finds no difference."
        },
        footer = {"", "Example:", "  ./foldline demo --commands 20000"})
final class DemoCommand implements Callable<Integer> {

    /** Up to here a demo is over before optimized code would pay. */
    private static final int BRIEF_COMMANDS_MAX = 1_000_000;

    private static final int COMMANDS_DEFAULT = 10_000;
    private static final int COMMANDS_MAX = 50_000_000;
    private static final int ACCOUNTS_DEFAULT = 1_000;
    private static final int VIEW_ROWS_SHOWN = 2;
    private static final Duration RESULT_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration VERIFY_WAIT_MAX = Duration.ofMinutes(1);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--commands",
            paramLabel = "N",
            description = "How many commands to send, repeats counted (default: " + COMMANDS_DEFAULT + ").")
    private int commands = COMMANDS_DEFAULT;

    @Option(
            names = "--accounts",
            paramLabel = "N",
            description = "How many accounts they are for (default: " + ACCOUNTS_DEFAULT + ").")
    private int accounts = ACCOUNTS_DEFAULT;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed sends the same commands (default: random).")
    private @Nullable Long seed;

    @Option(names = "--keep", description = "Keep the data folder and print its path.")
    private boolean keep;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data folder; one that is given is always kept (default: a temporary one).")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print the numbers as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (commands < 1 || commands > COMMANDS_MAX || accounts < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--commands " + commands + " --accounts " + accounts + ": commands go from 1 to " + COMMANDS_MAX
                            + ", accounts from 1");
        }
        PrintWriter err = spec.commandLine().getErr();
        try (DemoFolder folder = DemoFolder.open(data, keep)) {
            boolean ok = run(folder, err);
            if (folder.kept()) {
                err.println(
                        "data kept in " + folder.path() + "; ./foldline up --data " + folder.path() + " runs on it");
                err.flush();
            }
            return ok ? FoldlineCommand.OK : FoldlineCommand.FAILED;
        }
    }

    private boolean run(DemoFolder folder, PrintWriter err) throws InterruptedException, SQLException {
        long usedSeed = seed == null ? ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE) : seed;
        PrintWriter out = spec.commandLine().getOut();
        try (StartProgress start = StartProgress.on(err);
                LocalStack stack = LocalStack.start(stackOptions(folder.path()), start::say, folder::close)) {
            start.done();
            Endpoints endpoints = stack.endpoints();
            start.say("sending " + commands + " commands for " + accounts + " accounts, seed " + usedSeed);
            DemoStats figures = send(endpoints, usedSeed);
            if (!json) {
                figures.print(out);
            }
            TransferEnds transfers = TransferEnds.await(endpoints.jdbcUrl(), VERIFY_WAIT_MAX);
            VerifyReport report = verify(endpoints);
            if (json) {
                ObjectNode all = figures.json().put("seed", usedSeed);
                all.set("verify", report.json());
                out.println(all);
                out.flush();
            } else {
                report.print(out, false);
                // Behind the report, as verifying waits until the views have caught up.
                ViewRows.read(endpoints.queryUrl(), VIEW_ROWS_SHOWN).print(out);
                out.println("table order_summary: "
                        + OrderStatuses.read(endpoints.jdbcUrl()).line());
                out.println("transfers: " + transfers.line());
                out.flush();
            }
            return figures.complete() && report.ok();
        }
    }

    private DemoStats send(Endpoints endpoints, long usedSeed) throws InterruptedException {
        try (CommandClient client = CommandClient.open(
                        endpoints.bootstrapServers(), endpoints.registryUrl(), Topics.DEFAULT, RESULT_TIMEOUT);
                ProgressLine progress = new ProgressLine("commands", json)) {
            progress.begin(commands);
            return new DemoRun(client, commands, progress::advance)
                    .run(CommandMix.withTransfers(commands, accounts, usedSeed));
        }
    }

    private VerifyReport verify(Endpoints endpoints) {
        VerifyTarget target = new VerifyTarget(
                endpoints.bootstrapServers(),
                endpoints.jdbcUrl(),
                endpoints.registryUrl(),
                endpoints.queryUrl(),
                VERIFY_WAIT_MAX);
        long startedNs = System.nanoTime();
        try (ProgressLine progress = new ProgressLine("verify", json)) {
            return new VerifyReport(
                    new Verification(target, progress).run(), Duration.ofNanos(System.nanoTime() - startedNs));
        }
    }

    private StackOptions stackOptions(Path folder) {
        StackOptions options = StackOptions.in(folder);
        return commands <= BRIEF_COMMANDS_MAX ? options.brief() : options;
    }
}
