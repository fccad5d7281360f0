package dev.foldline.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.cli.endpoint.CliException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

final class ReportFolderTest {

    private static final Measurement DRAIN =
            Measurement.rate("drain", 30_000, "commands/s", "COPY of \"rows\" <& more>", 50_000);
    private static final Measurement RESULT = Measurement.time("1000/s: result p99", 12.5, "bare", 5);
    private static final BenchReport WRITE = new BenchReport("write", Map.of("accounts", 77L), List.of(DRAIN));
    private static final BenchReport LATENCY =
            new BenchReport("latency", Map.of(), List.of(RESULT), RESULT, List.of("Few processors."));

    @TempDir
    private Path parent;

    @Test
    void thePageHasTheMeasurementsOfAllRunsAndIsWellFormed() throws Exception {
        ReportFolder.open(folder()).add(LATENCY);
        Path page = ReportFolder.open(folder()).add(WRITE);
        Document html = parse(page);
        assertThat(texts(html, "h2")).containsExactly("write", "latency");
        assertThat(texts(html, "td"))
                .containsExactly(
                        "drain",
                        "30,000",
                        "commands/s",
                        "50,000",
                        "0.60",
                        "COPY of \"rows\" <& more>",
                        "1000/s: result p99",
                        "12.50",
                        "ms",
                        "5.00",
                        "0.40",
                        "bare");
        assertThat(texts(html, "p")).contains("Few processors.", "accounts 77");
    }

    @Test
    void eachChartIsGivenTheMeasurementsOfItsBenchmark() throws Exception {
        Document html = parse(ReportFolder.open(folder()).add(WRITE));
        List<Element> charts = elements(html, "div");
        assertThat(charts).hasSize(1);
        JsonNode measurements = new ObjectMapper().readTree(charts.getFirst().getAttribute("data-measurements"));
        assertThat(measurements).isEqualTo(WRITE.json().get("measurements"));
    }

    @Test
    void thePageAsksForNothingElse() throws Exception {
        Path page = ReportFolder.open(folder()).add(WRITE);
        Document html = parse(page);
        List<Element> scripts = elements(html, "script");
        assertThat(scripts).hasSize(2);
        assertThat(decoded(scripts.getFirst())).contains("Chart.js v");
        assertThat(decoded(scripts.getLast())).contains("new Chart(");
        assertThat(Files.readString(page))
                .doesNotContain("href=")
                .doesNotContain("url(")
                .doesNotContain("http");
    }

    @Test
    void aLaterRunTakesThePlaceOfTheSameBenchmark() throws Exception {
        ReportFolder folder = ReportFolder.open(folder());
        folder.add(WRITE);
        Measurement better = Measurement.rate("drain", 40_000, "commands/s", "COPY", 50_000);
        Document html = parse(folder.add(new BenchReport("write", Map.of(), List.of(better))));
        assertThat(texts(html, "td")).contains("0.80").doesNotContain("0.60");
        JsonNode file =
                new ObjectMapper().readTree(folder().resolve("write.json").toFile());
        assertThat(file.get("ratio").asDouble()).isEqualTo(0.8);
    }

    @Test
    void aFileThatIsNoReportIsNamedBeforeAnythingIsMeasured() throws IOException {
        Files.createDirectories(folder());
        Path foreign = Files.writeString(folder().resolve("package.json"), "{\"name\":\"something else\"}");
        assertThatThrownBy(() -> ReportFolder.open(folder()))
                .isInstanceOf(CliException.class)
                .hasMessageContaining(foreign.toString());
        Files.writeString(foreign, "{");
        assertThatThrownBy(() -> ReportFolder.open(folder()))
                .isInstanceOf(CliException.class)
                .hasMessageContaining(foreign.toString());
    }

    private Path folder() {
        return parent.resolve("not").resolve("there");
    }

    private static Document parse(Path page) throws Exception {
        byte[] html = Files.readAllBytes(page);
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(html));
    }

    private static String decoded(Element script) {
        String address = script.getAttribute("src");
        assertThat(address).startsWith("data:text/javascript");
        byte[] source = Base64.getDecoder().decode(address.substring(address.indexOf(',') + 1));
        return new String(source, StandardCharsets.UTF_8);
    }

    private static List<String> texts(Document html, String name) {
        return elements(html, name).stream().map(Node::getTextContent).toList();
    }

    private static List<Element> elements(Document html, String name) {
        NodeList found = html.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }
}
