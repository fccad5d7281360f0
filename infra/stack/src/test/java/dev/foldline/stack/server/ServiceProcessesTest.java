package dev.foldline.stack.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceProcessesTest {

    @Test
    void theConfigurationOfAReplayIsInItsEnvironment() {
        String url = "jdbc:postgresql://db/foldline?user=ada&password=s3cret";

        assertThat(ServiceProcesses.variables(Map.of("command.jdbc.url", url, "foldline.partitions", "8")))
                .isEqualTo(Map.of("FOLDLINE_COMMAND_JDBC_URL", url, "FOLDLINE_PARTITIONS", "8"));
    }
}
