package dev.foldline.e2e;

import dev.foldline.stack.server.Installation;
import dev.foldline.testing.TestTimeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One run of a service as a process of its own that is expected to end by itself.
 *
 * @param exitCode what it ended with
 * @param took     from its start to its end
 * @param lines    all that it printed
 */
public record ServiceRun(int exitCode, Duration took, List<String> lines) {

    /**
     * Runs a service with the given values and awaits its end.
     *
     * @param folder for its output and data
     * @param values of configuration keys
     * @throws IllegalStateException if it does not end; it is killed
     */
    public static ServiceRun of(Service service, Path folder, Map<String, String> values)
            throws IOException, InterruptedException {
        Path output = folder.resolve(service.module + ".log");
        long startedNs = System.nanoTime();
        Process process = new ProcessBuilder(command(service, values))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(TestTimeouts.PROCESS.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(service + " has not ended after " + TestTimeouts.PROCESS.toSeconds()
                        + " s:\n" + Files.readString(output));
            }
            Duration took = Duration.ofNanos(System.nanoTime() - startedNs);
            return new ServiceRun(process.exitValue(), took, Files.readAllLines(output));
        } finally {
            process.destroyForcibly();
        }
    }

    /** The lines of level ERROR. */
    public List<String> errors() {
        return lines.stream().filter(line -> line.contains(" ERROR ")).toList();
    }

    /** The command line of a service with the given values. */
    public static List<String> command(Service service, Map<String, String> values) {
        Installation installation = Installation.find();
        List<String> command = new ArrayList<>();
        Collections.addAll(
                command,
                Installation.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow");
        // One of its own: most of these runs end before they have loaded much.
        command.addAll(installation.classArchive(service.module + "-run"));
        Collections.addAll(command, "-cp", installation.serviceClassPath(service.module), service.mainClass);
        new TreeMap<>(values).forEach((key, value) -> command.add("--" + key + "=" + value));
        return command;
    }

    /** What can be run. */
    public enum Service {
        COMMAND("command-service", "dev.foldline.command.CommandService"),
        PROJECTION("projection-service", "dev.foldline.projection.ProjectionService");

        private final String module;
        private final String mainClass;

        Service(String module, String mainClass) {
            this.module = module;
            this.mainClass = mainClass;
        }
    }
}
