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
 * @param bench        its name
 * @param settings     what it was run with, and what it counted
 * @param measurements at least one
 * @param headline     the one of them that the benchmark is about
 * @param notes        sentences that a reader of the numbers must know
 */
public record BenchReport(
        String bench,
        Map<String, Long> settings,
        List<Measurement> measurements,
        Measurement headline,
        List<String> notes) {

    /** Digits of a ratio that are printed, as a factor. */
    private static final double RATIO_SCALE = 1_000.0;

    public BenchReport {
        settings = new LinkedHashMap<>(settings);
        measurements = List.copyOf(measurements);
        notes = List.copyOf(notes);
    }

    /** A benchmark whose first measurement is the headline, without notes. */
    public BenchReport(String bench, Map<String, Long> settings, List<Measurement> measurements) {
        this(bench, settings, measurements, measurements.getFirst(), List.of());
    }

    /** One object for programs; {@code ratio} is that of the headline. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("bench", bench);
        settings.forEach(json::put);
        json.put("ratio", rounded(headline.ratio()));
        ArrayNode all = json.putArray("measurements");
        for (Measurement measurement : measurements) {
            all.addObject()
                    .put("name", measurement.name())
                    .put("value", rounded(measurement.value()))
                    .put("unit", measurement.unit())
                    .put("baseline", measurement.baseline())
                    .put("baselineValue", rounded(measurement.baselineValue()))
                    .put("ratio", rounded(measurement.ratio()));
        }
        if (!notes.isEmpty()) {
            notes.forEach(json.putArray("notes")::add);
        }
        return json;
    }

    /** A table for people. */
    public void print(PrintWriter out) {
        out.println(bench + ": "
                + settings.entrySet().stream()
                        .map(setting -> setting.getKey() + " " + String.format(Locale.ROOT, "%,d", setting.getValue()))
                        .collect(Collectors.joining(", ")));
        int names = width(
                "measurement", measurements.stream().map(Measurement::name).toList());
        int units = width("unit", measurements.stream().map(Measurement::unit).toList());
        out.printf(
                "%-" + names + "s%12s %-" + units + "s%12s%7s  %s%n",
                "measurement",
                "value",
                "unit",
                "baseline",
                "ratio",
                "what the baseline is");
        for (Measurement measurement : measurements) {
            out.printf(
                    Locale.ROOT,
                    "%-" + names + "s%12s %-" + units + "s%12s%7s  %s%n",
                    measurement.name(),
                    amount(measurement.value()),
                    measurement.unit(),
                    amount(measurement.baselineValue()),
                    ratio(measurement.ratio()),
                    measurement.baseline());
        }
        notes.forEach(out::println);
        out.flush();
    }

    private static int width(String title, List<String> texts) {
        return 2
                + Math.max(
                        title.length(),
                        texts.stream().mapToInt(String::length).max().orElse(0));
    }

    /** Rates are large and times small: the decimals of a rate are noise. */
    static String amount(double value) {
        return String.format(Locale.ROOT, value < RATIO_SCALE ? "%,.2f" : "%,.0f", value);
    }

    static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static double rounded(double value) {
        return Math.round(value * RATIO_SCALE) / RATIO_SCALE;
    }
}
