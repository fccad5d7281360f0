package dev.foldline.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.cli.FoldlineCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A short torture; {@code ./foldline torture} is the same for longer. */
@Tag("soak")
class TortureIT {

    @Test
    void faultsUnderLoadBreakNoPromise() throws Exception {
        StringWriter out = new StringWriter();
        CommandLine commandLine = FoldlineCommand.commandLine().setOut(new PrintWriter(out));

        int code = commandLine.execute("torture", "--minutes", "0.5", "--seed", "1", "--json");

        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(report.path("breaches")).as(out.toString()).isEmpty();
        assertThat(code).isEqualTo(FoldlineCommand.OK);
        assertThat(report.path("faults")).isNotEmpty();
        assertThat(report.path("counts").path("commands answered").asLong()).isPositive();
    }
}
