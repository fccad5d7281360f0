package dev.foldline.bench.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a benchmark found.
 *
 * @param bench    its name
 * @param settings what it was run with, and what it counted
 * @param figures  at least one; the first is what the benchmark is about
 */
public record BenchReport(String bench, Map<String, Long> settings, List<Figure> figures) {

    /** Digits of a ratio that are printed, as a factor. */
    private static final double RATIO_SCALE = 1_000.0;

    public BenchReport {
        settings = new LinkedHashMap<>(settings);
        figures = List.copyOf(figures);
    }

    /** One object for programs; {@code ratio} is that of the first figure. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("bench", bench);
        settings.forEach(json::put);
        json.put("ratio", rounded(figures.getFirst().ratio()));
        ArrayNode all = json.putArray("figures");
        for (Figure figure : figures) {
            all.addObject()
                    .put("name", figure.name())
                    .put("value", rounded(figure.value()))
                    .put("unit", figure.unit())
                    .put("ceiling", figure.ceiling())
                    .put("ceilingValue", rounded(figure.ceilingValue()))
                    .put("ratio", rounded(figure.ratio()));
        }
        return json;
    }

    /** A table for people. */
    public void print(PrintWriter out) {
        out.println(bench + ": "
                + settings.entrySet().stream()
                        .map(setting -> setting.getKey() + " " + String.format(Locale.ROOT, "%,d", setting.getValue()))
                        .collect(Collectors.joining(", ")));
        int names = width("figure", figures.stream().map(Figure::name).toList());
        int units = width("unit", figures.stream().map(Figure::unit).toList());
        out.printf(
                "%-" + names + "s%12s %-" + units + "s%12s%7s  %s%n",
                "figure",
                "value",
                "unit",
                "ceiling",
                "ratio",
                "what the ceiling is");
        for (Figure figure : figures) {
            out.printf(
                    Locale.ROOT,
                    "%-" + names + "s%12s %-" + units + "s%12s%7.2f  %s%n",
                    figure.name(),
                    amount(figure.value()),
                    figure.unit(),
                    amount(figure.ceilingValue()),
                    figure.ratio(),
                    figure.ceiling());
        }
        out.flush();
    }

    private static int width(String title, List<String> texts) {
        return 2
                + Math.max(
                        title.length(),
                        texts.stream().mapToInt(String::length).max().orElse(0));
    }

    /** Rates are large and times small: the decimals of a rate are noise. */
    private static String amount(double value) {
        return String.format(Locale.ROOT, value < RATIO_SCALE ? "%,.2f" : "%,.0f", value);
    }

    private static double rounded(double value) {
        return Math.round(value * RATIO_SCALE) / RATIO_SCALE;
    }
}
