package dev.foldline.verify;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers what one check finds wrong: how many, and a sentence about the first. Not thread-safe. */
final class Findings {

    private final String name;
    private long differences;
    private @Nullable String first;

    Findings(String name) {
        this.name = name;
    }

    void differ(String sentence) {
        differences++;
        if (first == null) {
            first = sentence;
        }
    }

    CheckReport report(Map<String, Long> counts) {
        return new CheckReport(name, counts, differences, first);
    }
}
