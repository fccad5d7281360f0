package dev.foldline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts a service in a process of its own, whose logging is that of every service. */
class LogFormatIT {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** A service that cannot start, and says why with a stack trace of a cause at ERROR. */
    static final class Sample {
        private Sample() {}

        public static void main(String[] args) {
            ServiceMain.run("sample", () -> {
                throw new IOException("the \"disk\" of ü is full\nsecond line");
            });
        }
    }

    @Test
    void asJsonEachLineIsAnObjectAndNothingElseIsPrinted() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : run("json").lines().toList()) {
            lines.add(JsonMapper.builder().build().readTree(line));
        }
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.get("level").asText()).isEqualTo("ERROR");
            assertThat(line.get("loggerName").asText()).isEqualTo(ServiceMain.class.getName());
            assertThat(line.get("formattedMessage").asText()).isEqualTo("sample failed");
            assertThat(line.get("timestamp").isNumber()).isTrue();
            assertThat(line.at("/throwable/message").asText()).isEqualTo("the \"disk\" of ü is full\nsecond line");
        });
    }

    @Test
    void withoutTheSwitchLinesAreForPeople() throws Exception {
        assertThat(run("").lines().findFirst().orElse("")).matches("[0-9:.]{12} ERROR ServiceMain sample failed");
        assertThat(run("text").lines().findFirst().orElse("")).endsWith(" ERROR ServiceMain sample failed");
    }

    @Test
    void aFormThatThereIsNotIsOneLine() throws Exception {
        assertThat(run("yaml"))
                .isEqualTo("sample cannot start: FOLDLINE_LOG_FORMAT is yaml, which is not one of text, json"
                        + System.lineSeparator());
    }

    /** What the process prints on both streams. */
    private String run(String format) throws IOException, InterruptedException {
        Path printed = folder.resolve("printed-" + format);
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dstdout.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                Sample.class.getName());
        if (format.isEmpty()) {
            builder.environment().remove(LogFormat.VARIABLE);
        } else {
            builder.environment().put(LogFormat.VARIABLE, format);
        }
        builder.environment().remove("FOLDLINE_LOG_LEVEL");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        assertThat(process.waitFor()).isEqualTo(1);
        return Files.readString(printed, StandardCharsets.UTF_8);
    }
}
