package dev.foldline.projection.ops;

import dev.foldline.runtime.Health;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** A projection is ready while Streams runs it, and alive until Streams has given it up. */
public final class ProjectionHealth {

    private ProjectionHealth() {}

    /**
     * Adds the checks of one projection.
     *
     * @param lastError what the last failed thread said, null as long as none has failed
     */
    public static void add(
            Health health,
            String projection,
            Supplier<KafkaStreams.State> state,
            Supplier<@Nullable String> lastError) {
        health.ready(projection, () -> state.get() == KafkaStreams.State.RUNNING ? Health.OK : say(state, lastError));
        health.live(projection, () -> state.get() == KafkaStreams.State.ERROR ? say(state, lastError) : Health.OK);
    }

    private static String say(Supplier<KafkaStreams.State> state, Supplier<@Nullable String> lastError) {
        String error = lastError.get();
        return error == null ? state.get().toString() : state.get() + ", last error: " + error;
    }
}
