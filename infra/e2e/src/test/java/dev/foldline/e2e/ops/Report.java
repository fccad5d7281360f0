package dev.foldline.e2e.ops;

import dev.foldline.stack.ManagedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One line of metrics in the log of command-service.
 *
 * @param figures by key, as they are written
 */
record Report(Map<String, String> figures) {

    private static final Pattern LINE = Pattern.compile("(?m) INFO .*\\[command-service-1] (interval_s=.*)$");

    /** All that the process has written since the stack started, the oldest first. */
    static List<Report> of(ManagedProcess service) {
        return LINE.matcher(log(service))
                .results()
                .map(line -> new Report(pairs(line.group(1), " ", '=')))
                .toList();
    }

    static String log(ManagedProcess service) {
        try {
            return Files.readString(service.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String key) {
        String value = figures.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key + " in " + figures);
        }
        return value;
    }

    /** NaN where there is nothing to tell. */
    double number(String key) {
        return text(key).equals("-") ? Double.NaN : Double.parseDouble(text(key));
    }

    /** The parts of a metric that is reported for each partition or database. */
    Map<String, String> each(String key) {
        return text(key).equals("-") ? Map.of() : pairs(text(key), ",", ':');
    }

    private static Map<String, String> pairs(String list, String between, char beforeValue) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : list.split(between, -1)) {
            int end = pair.lastIndexOf(beforeValue);
            pairs.put(pair.substring(0, end), pair.substring(end + 1));
        }
        return pairs;
    }
}
