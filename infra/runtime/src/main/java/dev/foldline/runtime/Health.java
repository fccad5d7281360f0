package dev.foldline.runtime;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Named checks behind {@code /health/live} and {@code /health/ready}. Thread-safe.
 *
 * <p>A check says {@link #OK} or, in a sentence, what is wrong; it must answer at once. Names are unique: one check
 * replaces another of the same name and kind, and a name is either a readiness check or a degraded one.
 */
public final class Health {

    /** Answer of a check that has nothing to say. */
    public static final String OK = "ok";

    private final Map<String, Supplier<String>> liveness = new ConcurrentHashMap<>();
    private final Map<String, Supplier<String>> readiness = new ConcurrentHashMap<>();
    private final Map<String, Supplier<String>> degradations = new ConcurrentHashMap<>();

    /** Adds a check whose failure only a restart fixes. */
    public void live(String name, Supplier<String> check) {
        liveness.put(name, check);
    }

    /** Adds a check whose failure passes: the service is up but cannot do its work now. */
    public void ready(String name, Supplier<String> check) {
        readiness.put(name, check);
    }

    /**
     * Adds a check whose failure concerns a part of the work only: it is listed, and the service stays ready for
     * everything else.
     */
    public void degraded(String name, Supplier<String> check) {
        degradations.put(name, check);
    }

    Map<String, String> liveness() {
        return run(liveness);
    }

    Map<String, String> readiness() {
        return run(readiness);
    }

    /** The degraded checks that fail now. */
    Map<String, String> degradations() {
        Map<String, String> failing = run(degradations);
        failing.values().removeIf(OK::equals);
        return failing;
    }

    /** The answer of one readiness or degraded check; null if none has the name. */
    @Nullable
    String ready(String name) {
        Supplier<String> check = readiness.getOrDefault(name, degradations.get(name));
        return check == null ? null : check.get();
    }

    /** The names that {@link #ready(String)} knows. */
    SortedSet<String> readyNames() {
        SortedSet<String> names = new TreeSet<>(readiness.keySet());
        names.addAll(degradations.keySet());
        return names;
    }

    private static Map<String, String> run(Map<String, Supplier<String>> checks) {
        Map<String, String> answers = new TreeMap<>();
        checks.forEach((name, check) -> answers.put(name, check.get()));
        return answers;
    }
}
