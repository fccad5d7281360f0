package dev.foldline.runtime;

import java.util.List;

/** In which form a service logs, which {@code logback.xml} reads from the environment before any configuration. */
final class LogFormat {

    /** Environment variable that names it. */
    static final String VARIABLE = "FOLDLINE_LOG_FORMAT";

    /** The first is the default; there is a file of each among the resources. */
    private static final List<String> KNOWN = List.of("text", "json");

    private LogFormat() {}

    /**
     * Checks that there is such a form.
     *
     * @throws StartupException if there is not, and so nothing can be logged
     */
    static void check() {
        String format = System.getenv().getOrDefault(VARIABLE, KNOWN.getFirst());
        if (!KNOWN.contains(format)) {
            throw new StartupException(
                    VARIABLE + " is " + format + ", which is not one of " + String.join(", ", KNOWN));
        }
    }
}
