package dev.foldline.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Reports as one HTML page that loads nothing else: style, scripts and numbers are inside. The tables can be read
 * without scripts; the charts are drawn by Chart.js when the page is opened.
 */
final class ReportPage {

    /** In this order on the page; others follow by name. */
    private static final List<String> ORDER =
            List.of("write", "growth", "scale", "latency", "load", "rebuild", "recovery");

    /** What is shown in a way of its own. */
    private static final Set<String> NO_SETTINGS =
            Set.of("bench", "ratio", "measurements", "notes", "measuredAt", "processors");

    private static final String CHART_JS = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";
    private static final String TITLE = "Foldline benchmarks";

    private final XMLStreamWriter page;

    private ReportPage(XMLStreamWriter page) {
        this.page = page;
    }

    /** The page, well-formed also as XML. */
    static String of(List<JsonNode> reports) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            writer.writeDTD("<!DOCTYPE html>\n");
            new ReportPage(writer)
                    .write(reports.stream()
                            .sorted(Comparator.comparingInt(ReportPage::place))
                            .toList());
            writer.close();
            return text.append('\n').toString();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to memory", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the page's scripts cannot be read; is a jar missing?", e);
        }
    }

    private static int place(JsonNode report) {
        int place = ORDER.indexOf(report.get("bench").asText());
        return place < 0 ? ORDER.size() : place;
    }

    private void write(List<JsonNode> reports) throws XMLStreamException, IOException {
        page.writeStartElement("html");
        page.writeAttribute("lang", "en");
        page.writeStartElement("head");
        page.writeEmptyElement("meta");
        page.writeAttribute("charset", "utf-8");
        element("title", TITLE);
        element("style", "\n" + text("report.css"));
        page.writeEndElement();
        page.writeStartElement("body");
        element("h1", TITLE);
        element(
                "p",
                "Each result is shown next to a baseline that was measured in the same run. A ratio of 1.00 is as good"
                        + " as the baseline, whether more is better or less: take the ratios, not the numbers.");
        for (JsonNode report : reports) {
            section(report);
        }
        script(chartJs());
        script(text("report.js"));
        page.writeEndElement();
        page.writeEndElement();
    }

    private void section(JsonNode report) throws XMLStreamException {
        element("h2", report.get("bench").asText());
        about(settings(report));
        for (JsonNode note : report.path("notes")) {
            element("p", note.asText());
        }
        page.writeStartElement("div");
        page.writeAttribute("class", "chart");
        page.writeAttribute("data-measurements", report.get("measurements").toString());
        page.writeEndElement();
        page.writeStartElement("table");
        row("th", List.of("measurement", "value", "unit", "baseline", "ratio", "what the baseline is"));
        for (JsonNode measurement : report.get("measurements")) {
            row(
                    "td",
                    List.of(
                            measurement.path("name").asText(),
                            BenchReport.amount(measurement.path("value").asDouble()),
                            measurement.path("unit").asText(),
                            BenchReport.amount(measurement.path("baselineValue").asDouble()),
                            BenchReport.ratio(measurement.path("ratio").asDouble()),
                            measurement.path("baseline").asText()));
        }
        page.writeEndElement();
        about("measured " + report.path("measuredAt").asText() + " on "
                + report.path("processors").asText() + " processors");
    }

    private static String settings(JsonNode report) {
        return report.properties().stream()
                .filter(setting -> !NO_SETTINGS.contains(setting.getKey()))
                .map(setting -> setting.getKey() + " " + setting.getValue().asText())
                .collect(Collectors.joining(", "));
    }

    private void row(String cell, List<String> texts) throws XMLStreamException {
        page.writeStartElement("tr");
        for (int column = 0; column < texts.size(); column++) {
            page.writeStartElement(cell);
            if (column == 1 || column == 3 || column == 4) {
                page.writeAttribute("class", "number");
            }
            page.writeCharacters(texts.get(column));
            page.writeEndElement();
        }
        page.writeEndElement();
    }

    private void about(String text) throws XMLStreamException {
        page.writeStartElement("p");
        page.writeAttribute("class", "about");
        page.writeCharacters(text);
        page.writeEndElement();
    }

    private void element(String name, String text) throws XMLStreamException {
        page.writeStartElement(name);
        page.writeCharacters(text);
        page.writeEndElement();
    }

    /** As a data URL with the script itself: it cannot contain text that HTML and XML take for the end of a script. */
    private void script(String source) throws XMLStreamException {
        page.writeStartElement("script");
        page.writeAttribute(
                "src",
                "data:text/javascript;charset=utf-8;base64,"
                        + Base64.getEncoder().encodeToString(source.getBytes(StandardCharsets.UTF_8)));
        page.writeEndElement();
    }

    private static String chartJs() throws IOException {
        Properties jar = new Properties();
        try (InputStream in = resource(CHART_JS)) {
            jar.load(in);
        }
        return text("/META-INF/resources/webjars/chart.js/" + jar.getProperty("version") + "/dist/chart.umd.min.js");
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = resource(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream found = ReportPage.class.getResourceAsStream(name);
        if (found == null) {
            throw new IOException("resource " + name + " is not on the classpath");
        }
        return found;
    }
}
