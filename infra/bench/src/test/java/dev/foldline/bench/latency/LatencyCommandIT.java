package dev.foldline.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.cli.FoldlineCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code foldline bench latency} as its user runs it, for a moment. */
@Tag("soak")
final class LatencyCommandIT {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine =
            FoldlineCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @TempDir
    private Path report;

    @Test
    void halfIsHalfOfTheMaximumOfTheSameRunAndEachRateHasItsPercentiles() throws IOException {
        int code = commandLine.execute(
                "bench", "latency", "--rate=100,half", "--seconds=1", "--accounts=500", "--json", "--report=" + report);
        assertThat(code).as(err.toString()).isEqualTo(FoldlineCommand.OK);
        JsonNode json = new ObjectMapper().readTree(out.toString());
        int half = json.get("maximumRate").asInt() / 2;
        assertThat(half).isGreaterThan(100);
        assertThat(json.get("measurements")).hasSize(12);
        assertThat(json.get("measurements").get(0).get("name").asText()).isEqualTo("100/s: result p50");
        assertThat(json.get("measurements").get(11).get("name").asText()).isEqualTo(half + "/s: view p99.9");
        assertThat(report.resolve("index.html")).content().contains("100/s: view p99.9");
        assertThat(Files.readString(report.resolve("latency.json"))).contains("maximumRate");
    }
}
