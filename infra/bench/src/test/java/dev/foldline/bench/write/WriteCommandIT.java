package dev.foldline.bench.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.cli.FoldlineCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code foldline bench write} as its user runs it, with few commands: what it counts is right, however slow it is. */
final class WriteCommandIT {

    private static final int COMMANDS = 5_000;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine =
            FoldlineCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void everyCommandIsDrainedIntoOneEventAndHeldAgainstEachBaseline() throws IOException {
        int code = commandLine.execute(
                "bench", "write", "--commands=" + COMMANDS, "--accounts=100", "--partitions=4", "--json");
        assertThat(code).as(err.toString()).isEqualTo(FoldlineCommand.OK);
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.get("commands").asInt()).isEqualTo(COMMANDS);
        assertThat(json.get("events").asInt()).isEqualTo(COMMANDS);
        assertThat(json.get("measurements"))
                .filteredOn(WriteCommandIT::isRate)
                .hasSize(4)
                .allSatisfy(measurement -> {
                    double value = measurement.get("value").asDouble();
                    double baseline = measurement.get("baselineValue").asDouble();
                    assertThat(value).as("commands per second").isBetween(100.0, 1e6);
                    assertThat(baseline).as("commands per second").isBetween(1_000.0, 1e7);
                    assertThat(measurement.get("ratio").asDouble())
                            .isBetween(value / baseline - 0.01, value / baseline + 0.01);
                });
        assertThat(json.get("measurements"))
                .filteredOn(measurement -> !isRate(measurement))
                .hasSize(3)
                .allSatisfy(measurement -> assertThat(measurement.get("value").asDouble())
                        .as("microseconds of processor time per command")
                        .isBetween(0.1, 10_000.0));
        assertThat(json.get("ratio").asDouble())
                .isPositive()
                .isEqualTo(json.get("measurements").get(0).get("ratio").asDouble());
    }

    private static boolean isRate(JsonNode measurement) {
        return "commands/s".equals(measurement.get("unit").asText());
    }

    @Test
    void noCommandsAreWrongUse() {
        assertThat(commandLine.execute("bench", "write", "--commands=0")).isEqualTo(FoldlineCommand.WRONG_USE);
    }
}
