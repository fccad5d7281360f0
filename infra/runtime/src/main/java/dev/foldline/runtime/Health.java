package dev.foldline.runtime;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Named checks behind {@code /health/live} and {@code /health/ready}. Thread-safe.
 *
 * <p>A check says {@link #OK} or, in a sentence, what is wrong; it must answer at once.
 */
public final class Health {

    /** Answer of a check that has nothing to say. */
    public static final String OK = "ok";

    private final Map<String, Supplier<String>> liveness = new ConcurrentHashMap<>();
    private final Map<String, Supplier<String>> readiness = new ConcurrentHashMap<>();

    /** Adds a check whose failure only a restart mends. */
    public void live(String name, Supplier<String> check) {
        liveness.put(name, check);
    }

    /** Adds a check whose failure passes: the service is up but cannot do its work now. */
    public void ready(String name, Supplier<String> check) {
        readiness.put(name, check);
    }

    Map<String, String> liveness() {
        return run(liveness);
    }

    Map<String, String> readiness() {
        return run(readiness);
    }

    private static Map<String, String> run(Map<String, Supplier<String>> checks) {
        Map<String, String> answers = new TreeMap<>();
        checks.forEach((name, check) -> answers.put(name, check.get()));
        return answers;
    }
}
