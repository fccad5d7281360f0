package dev.foldline.e2e.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.testing.TestTimeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A command of the page as it runs, and what it has printed so far. Closing it kills all that it has started. */
final class PageRun implements AutoCloseable {

    private final Process process;
    private final Path output;

    private PageRun(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a script.
     *
     * @param folder      where it runs
     * @param environment variables beside those of this process
     */
    static PageRun start(String script, Path folder, Map<String, String> environment) {
        try {
            Path output = Files.createTempFile(folder, "output", ".txt");
            ProcessBuilder builder = new ProcessBuilder("sh", "-euc", script)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            return new PageRun(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line with all of these parts in it. */
    void awaitLine(String... parts) {
        Awaitility.await()
                .atMost(TestTimeouts.PROCESS)
                .untilAsserted(() ->
                        assertThat(lines()).anySatisfy(line -> assertThat(line).contains(parts)));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end. */
    int awaitExitCode() throws InterruptedException {
        assertThat(process.waitFor(TestTimeouts.PROCESS.toMillis(), TimeUnit.MILLISECONDS))
                .as("has ended")
                .isTrue();
        return process.exitValue();
    }

    List<String> lines() {
        try {
            // Without complaint about bytes that are not text, which kcat prints as they are.
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
