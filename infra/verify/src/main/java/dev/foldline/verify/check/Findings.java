package dev.foldline.verify.check;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers what one check finds wrong: how many, and a sentence about the first. Not thread-safe. */
public final class Findings {

    private static final int SHOWN_MAX = 80;

    private final String name;
    private long differences;
    private @Nullable String first;

    public Findings(String name) {
        this.name = name;
    }

    public void differ(String sentence) {
        differences++;
        if (first == null) {
            first = sentence;
        }
    }

    /** A record's key as a message shows it. */
    public static String show(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "null";
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
    }

    public CheckReport report(Map<String, Long> counts) {
        return new CheckReport(name, counts, differences, first);
    }
}
