package dev.foldline.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With every safeguard, the faults that show that one is missing break no promise. */
@Tag("soak")
class EverySafeguardIT {

    @TempDir
    private Path folder;

    /** Nor is it the unique indexes that keep them. */
    @Test
    void withEverySafeguardTheSameFaultsBreakNoPromise() throws Exception {
        JsonNode report = OneTorture.run(
                folder,
                "--without-unique-indexes",
                "--faults",
                "sleep-after-poll,kill-after-poll,sleep-after-postgres-commit,rewind-views");

        assertThat(report.path("breaches")).as(report.toString()).isEmpty();
    }
}
