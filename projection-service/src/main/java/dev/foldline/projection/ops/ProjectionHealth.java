package dev.foldline.projection.ops;

import dev.foldline.runtime.Health;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * The service is ready while any view can serve, and alive until Streams has given every application up: one that does
 * not run is listed as degraded. Each has a check under its own name, for callers that need only that one. Thread-safe.
 */
public final class ProjectionHealth {

    /** Of all views together. */
    private static final String ALL = "projections";

    private final Health health;
    private final Map<String, Running> views = new ConcurrentHashMap<>();
    private final Map<String, Running> all = new ConcurrentHashMap<>();

    /**
     * A Streams application, as health sees it; each part is evaluated for every answer.
     *
     * @param state     of it
     * @param lastError what its last failed thread said, null as long as none has failed
     * @param waitsFor  why it does not run, null while it does and where that is not known
     */
    public record Running(
            Supplier<KafkaStreams.State> state,
            Supplier<@Nullable String> lastError,
            Supplier<@Nullable String> waitsFor) {

        boolean runs() {
            return state.get() == KafkaStreams.State.RUNNING;
        }

        boolean isGivenUp() {
            return state.get() == KafkaStreams.State.ERROR;
        }

        String say() {
            KafkaStreams.State now = state.get();
            if (now == KafkaStreams.State.RUNNING) {
                return Health.OK;
            }
            String why = waitsFor.get();
            String error = lastError.get();
            return now + (why == null ? "" : ", " + why) + (error == null ? "" : ", last error: " + error);
        }
    }

    public ProjectionHealth(Health health) {
        this.health = health;
        health.ready(ALL, this::anyServes);
        health.live(ALL, this::anyIsAlive);
    }

    /** Adds a view, which answers queries. */
    public void addView(String name, Running view) {
        views.put(name, view);
        add(name, view);
    }

    /** Adds what answers no queries: a process manager. */
    public void add(String name, Running application) {
        all.put(name, application);
        health.degraded(name, application::say);
    }

    private String anyServes() {
        return views.isEmpty() || views.values().stream().anyMatch(Running::runs) ? Health.OK : say(views);
    }

    /**
     * A restart starts failed applications again, but interrupts those that run: so this check fails only when all have
     * failed.
     */
    private String anyIsAlive() {
        boolean dead = !all.isEmpty() && all.values().stream().allMatch(Running::isGivenUp);
        return dead ? say(all) : Health.OK;
    }

    private static String say(Map<String, Running> of) {
        return new TreeMap<>(of)
                .entrySet().stream()
                        .map(one -> one.getKey() + ": " + one.getValue().say())
                        .collect(Collectors.joining("; "));
    }
}
