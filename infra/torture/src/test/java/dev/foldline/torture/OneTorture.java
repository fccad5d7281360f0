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
import java.util.stream.Stream;
import picocli.CommandLine;

/** A torture that lasts until each of its faults has struck. */
final class OneTorture {

    private OneTorture() {}

    /** The breaches that are found without one safeguard. */
    static List<String> breachesWithout(String safeguard, String fault, Path folder) throws Exception {
        JsonNode report = run(folder, "--without", safeguard, "--faults", fault);
        List<String> breaches = new ArrayList<>();
        report.path("breaches").forEach(breach -> breaches.add(breach.textValue()));
        return breaches;
    }

    /** The report, whose faults have all struck. */
    static JsonNode run(Path folder, String... options) throws Exception {
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
