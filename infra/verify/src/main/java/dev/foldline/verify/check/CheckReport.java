package dev.foldline.verify.check;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one check found.
 *
 * @param name            what was checked
 * @param counts          how many of what were looked at, in the order to print
 * @param differences     how many things were wrong
 * @param firstDifference a sentence about the first of them; null where there is none
 */
public record CheckReport(
        String name,
        Map<String, Long> counts,
        long differences,
        @Nullable String firstDifference) {

    /** Whether nothing was wrong. */
    public boolean ok() {
        return differences == 0;
    }

    /** The one line for people. */
    public String line() {
        String counted = counts.entrySet().stream()
                .map(count -> String.format(Locale.ROOT, "%,d %s", count.getValue(), count.getKey()))
                .collect(Collectors.joining(", "));
        String head = String.format(Locale.ROOT, "%-7s %s: %s", ok() ? "ok" : "FAILED", name, counted);
        return ok() ? head : String.format(Locale.ROOT, "%s; %,d wrong, first: %s", head, differences, firstDifference);
    }
}
