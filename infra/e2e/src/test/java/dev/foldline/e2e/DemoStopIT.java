package dev.foldline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.stack.server.Installation;
import dev.foldline.testing.TestTimeouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A demo that is told to stop in the middle leaves nothing behind. */
@Tag("soak")
final class DemoStopIT {

    @TempDir
    private Path temporary;

    @TempDir
    private Path outputFolder;

    @Test
    void aDemoThatIsStoppedEndsItsProcessesAndDeletesItsFolder() throws Exception {
        Path output = outputFolder.resolve("demo.log");
        Process demo = new ProcessBuilder(
                        Installation.java(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dfoldline.home=" + Installation.find().home(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.foldline.cli.FoldlineCommand",
                        "demo",
                        "--commands",
                        "5000000")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            Awaitility.await()
                    .atMost(TestTimeouts.PROCESS)
                    .until(() -> Files.readString(output).contains("sending"));
            List<ProcessHandle> parts = demo.descendants().toList();
            assertThat(parts).isNotEmpty();
            assertThat(demoFolders()).hasSize(1);
            // SIGTERM, which a JVM treats as it does the SIGINT of Ctrl-C.
            demo.destroy();
            assertThat(demo.waitFor(TestTimeouts.PROCESS.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            assertThat(demoFolders()).isEmpty();
            assertThat(parts).noneMatch(ProcessHandle::isAlive);
        } finally {
            demo.destroyForcibly();
        }
    }

    private List<Path> demoFolders() throws Exception {
        try (var files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("foldline-demo-"))
                    .toList();
        }
    }
}
