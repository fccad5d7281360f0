package dev.foldline.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.cli.FoldlineCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The harness can fail: without what keeps a promise, one decisive fault is enough for a breach to be found. */
@Tag("soak")
class SafeguardRemovalIT {

    private static final Pattern TRANSACTION_COUNTS = Pattern.compile("transactionCount is (\\d+), not (\\d+)");

    @TempDir
    private Path folder;

    @Test
    void withoutTheEpochCheckAnOwnerThatWakesUpDecidesCommandsOnceMore() throws Exception {
        assertThat(breachesWithout("EPOCH_CHECK", "sleep-after-poll"))
                .anyMatch(breach -> breach.contains("FAILED  every command in events or in command_outcomes, decided")
                        || breach.contains("FAILED  positions 1..n"));
    }

    @Test
    void withoutTheVersionCheckCommandsAreAcceptedOnVersionsThatTheyDidNotExpect() throws Exception {
        assertThat(breachesWithout("VERSION_CHECK", "kill-after-poll"))
                .anyMatch(breach -> breach.matches("command .* expected version \\d+ .* was accepted on version .*"));
    }

    @Test
    void withoutTransactionsAnOwnerThatWakesUpForwardsOnceMore() throws Exception {
        assertThat(breachesWithout("TRANSACTIONS", "sleep-after-postgres-commit"))
                .anyMatch(breach -> breach.contains("FAILED  exactly one result per command"))
                .anyMatch(breach -> breach.contains("an observer saw"));
    }

    @Test
    void withoutTheGateViewsThatAreSetBackCountEventsOnceMore() throws Exception {
        assertThat(breachesWithout("GATE", "rewind-views"))
                .anyMatch(SafeguardRemovalIT::saysThatEventsWereCountedTwice);
    }

    /** A view that only lags counts too few. */
    private static boolean saysThatEventsWereCountedTwice(String breach) {
        Matcher counts = TRANSACTION_COUNTS.matcher(breach);
        return counts.find() && Long.parseLong(counts.group(1)) > Long.parseLong(counts.group(2));
    }

    /** Nor is it the unique indexes that keep them. */
    @Test
    void withEverySafeguardTheSameFaultsBreakNoPromise() throws Exception {
        JsonNode report = torture(
                "--without-unique-indexes",
                "--faults",
                "sleep-after-poll,kill-after-poll,sleep-after-postgres-commit,rewind-views");

        assertThat(report.path("breaches")).as(report.toString()).isEmpty();
    }

    private List<String> breachesWithout(String safeguard, String fault) throws Exception {
        JsonNode report = torture("--without", safeguard, "--faults", fault);
        List<String> breaches = new ArrayList<>();
        report.path("breaches").forEach(breach -> breaches.add(breach.textValue()));
        return breaches;
    }

    /** Runs until each of the faults has struck. */
    private JsonNode torture(String... options) throws Exception {
        StringWriter out = new StringWriter();
        CommandLine commandLine = FoldlineCommand.commandLine().setOut(new PrintWriter(out));
        String[] all = Stream.concat(
                        Stream.of("torture", "--minutes", "0.05", "--seed", "1", "--json", "--data", folder.toString()),
                        Stream.of(options))
                .toArray(String[]::new);

        int code = commandLine.execute(all);

        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(code)
                .as(report.toString())
                .isEqualTo(report.path("ok").booleanValue() ? FoldlineCommand.OK : FoldlineCommand.FAILED);
        assertThat(report.path("faults"))
                .as(report.toString())
                .isNotEmpty()
                .allMatch(fault -> fault.path("struck").intValue() > 0);
        return report;
    }
}
