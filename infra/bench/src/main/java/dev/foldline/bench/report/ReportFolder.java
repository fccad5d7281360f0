package dev.foldline.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.cli.endpoint.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with one JSON file for each benchmark, that of its last run, and the page that is made of all of them.
 *
 * <p>So benchmarks that are run one by one, also on several days, are shown together. Not for several processes at
 * once.
 */
public final class ReportFolder {

    private static final String PAGE = "index.html";
    private static final String JSON = ".json";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path folder;

    private ReportFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes the folder where it is missing, and reads what is in it.
     *
     * @throws CliException if a file ends in .json and is not a benchmark's, or the folder cannot be used: said before
     *                      anything is measured for it
     */
    public static ReportFolder open(Path folder) {
        ReportFolder opened = new ReportFolder(folder);
        try {
            Files.createDirectories(folder);
            opened.read();
            return opened;
        } catch (IOException e) {
            throw opened.unusable(e);
        }
    }

    /**
     * Writes the benchmark's file, and the page again.
     *
     * @return the page
     */
    public Path add(BenchReport report) {
        ObjectNode json = report.json()
                .put("measuredAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("processors", Runtime.getRuntime().availableProcessors());
        try {
            Files.writeString(folder.resolve(report.bench() + JSON), json.toPrettyString() + "\n");
            Path page = folder.resolve(PAGE);
            Files.writeString(page, ReportPage.of(read()));
            return page;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private List<JsonNode> read() throws IOException {
        List<JsonNode> reports = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.toString().endsWith(JSON))
                    .sorted()
                    .toList()) {
                reports.add(read(file));
            }
        }
        return reports;
    }

    private static JsonNode read(Path file) throws IOException {
        try {
            JsonNode json = MAPPER.readTree(Files.readString(file));
            if (json.path("bench").isTextual() && json.path("measurements").isArray()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw new CliException(file + " is not JSON: " + e.getOriginalMessage(), e);
        }
        throw new CliException(file + " is not the report of a benchmark: move it away, or take another folder");
    }

    private CliException unusable(IOException e) {
        return new CliException("the folder " + folder + " of the report cannot be used: " + e, e);
    }
}
