package dev.foldline.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.cli.FoldlineCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code foldline bench scale} as its user runs it, with few commands. */
@Tag("soak")
final class ScaleCommandIT {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine =
            FoldlineCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void moreInstancesAreHeldAgainstTheFirstNumberAndTheLackOfProcessorsIsSaid() throws IOException {
        int code = commandLine.execute(
                "bench", "scale", "--instances=1,2", "--commands=3000", "--accounts=100", "--partitions=4", "--json");
        assertThat(code).as(err.toString()).isEqualTo(FoldlineCommand.OK);
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.get("measurements")).hasSize(1);
        JsonNode measurement = json.get("measurements").get(0);
        assertThat(measurement.get("name").asText()).isEqualTo("2 instances");
        assertThat(measurement.get("baseline").asText()).isEqualTo("1 instance");
        assertThat(measurement.get("value").asDouble()).isPositive();
        assertThat(measurement.get("baselineValue").asDouble()).isPositive();
        boolean few = Runtime.getRuntime().availableProcessors() < 4;
        assertThat(json.path("notes")).hasSize(few ? 1 : 0);
    }
}
