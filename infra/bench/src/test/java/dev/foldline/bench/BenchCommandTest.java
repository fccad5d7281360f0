package dev.foldline.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.cli.FoldlineCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class BenchCommandTest {

    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine = FoldlineCommand.commandLine().setErr(new PrintWriter(err));

    @Test
    void aWholeRunHasEveryBenchmarkThatHasABaselineWithOptionsThatItTakes() {
        CommandLine bench = Objects.requireNonNull(commandLine.getSubcommands().get("bench"));
        Set<String> left = new HashSet<>(bench.getSubcommands().keySet());
        left.remove("jmh");
        for (List<String> arguments : BenchCommand.ALL) {
            List<String> all = new ArrayList<>(List.of("bench"));
            all.addAll(arguments);
            all.addAll(List.of("--json", "--report=somewhere"));
            commandLine.parseArgs(all.toArray(String[]::new));
            assertThat(left.remove(arguments.getFirst())).isTrue();
        }
        assertThat(left).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bench growth --events=1000000",
                "bench growth --aggregates=1000 --commands=10 --events=999,2000",
                "bench growth --aggregates=1000 --commands=10 --events=1000,1019",
                "bench scale --instances=2",
                "bench scale --instances=1,0",
                "bench latency --rate=1000,most",
                "bench latency --rate=0",
                "bench jmh --iterations=0"
            })
    void whatCannotBeMeasuredIsWrongUse(String line) {
        assertThat(commandLine.execute(line.split(" "))).as(err.toString()).isEqualTo(FoldlineCommand.WRONG_USE);
    }
}
