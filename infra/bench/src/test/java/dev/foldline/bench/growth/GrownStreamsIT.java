package dev.foldline.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.bench.report.BenchReport;
import dev.foldline.bench.report.Measurement;
import dev.foldline.bench.stack.AccountCommands;
import dev.foldline.bench.stack.BenchStack;
import dev.foldline.bench.write.WriteSettings;
import dev.foldline.cli.FoldlineCommand;
import dev.foldline.client.CommandClient;
import dev.foldline.schema.CommandResult;
import dev.foldline.stack.Endpoints;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Events that are put into the table past the pipeline are such as it would have left itself. */
@Tag("soak")
final class GrownStreamsIT {

    private static final int PARTITIONS = 4;
    private static final int ACCOUNTS = 200;
    private static final int EVENTS = 1_050;

    private final StringWriter out = new StringWriter();
    private final CommandLine commandLine =
            FoldlineCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out));

    @Test
    void verifyFindsNoDifferenceBetweenThemAndWhatThePipelineAddsToThem() throws Exception {
        try (BenchStack stack =
                BenchStack.start(options -> options.partitions(PARTITIONS), new PrintWriter(Writer.nullWriter()))) {
            stack.stopCommands();
            GrownStreams streams = new GrownStreams(stack.endpoints(), PARTITIONS, ACCOUNTS);
            streams.growTo(ACCOUNTS);
            streams.growTo(EVENTS);
            foldline(stack.endpoints(), "replay");
            stack.startCommands();
            AccountCommands commands = new AccountCommands(ACCOUNTS, 0);
            try (CommandClient client = CommandClient.open(
                    stack.endpoints().bootstrapServers(), stack.endpoints().registryUrl())) {
                // In turn, so the first 50 have six events and the others five.
                CommandResult first = client.send(commands.deposit(0)).join();
                CommandResult last = client.send(commands.deposit(ACCOUNTS - 1)).join();
                assertThat(first.getAggregateVersion()).isEqualTo(7);
                assertThat(last.getAggregateVersion()).isEqualTo(6);
            }
            foldline(stack.endpoints(), "verify");
            assertThat(out.toString()).contains("all are ok");
        }
    }

    @Test
    void eachSizeIsMeasuredAndHeldAgainstTheFirst() throws Exception {
        WriteSettings settings = new WriteSettings(500, ACCOUNTS, PARTITIONS, 1, 1, 0);
        try (BenchStack stack = BenchStack.start(
                options -> settings.applyTo(options).commandSetting("command.cache.bytes.max", "0"),
                new PrintWriter(Writer.nullWriter()))) {
            BenchReport report = new GrowthBench(stack, settings, List.of(1_000, 4_000)).run();
            assertThat(report.measurements())
                    .extracting(Measurement::name)
                    .containsExactly(
                            "after 4,000 events",
                            "after 4,000 events: processor time of command-service",
                            "after 4,000 events: processor time of kafka",
                            "after 4,000 events: processor time of postgres");
            assertThat(report.headline().name()).isEqualTo("after 4,000 events");
            assertThat(report.headline().baseline()).isEqualTo("after 1,000 events");
            assertThat(report.headline().ratio()).isPositive();
        }
    }

    private void foldline(Endpoints endpoints, String command) {
        int code = commandLine.execute(
                command,
                "--bootstrap-servers=" + endpoints.bootstrapServers(),
                "--jdbc-url=" + endpoints.jdbcUrl(),
                "--registry-url=" + endpoints.registryUrl(),
                "--query-url=" + endpoints.queryUrl());
        assertThat(code).as(out.toString()).isEqualTo(FoldlineCommand.OK);
    }
}
