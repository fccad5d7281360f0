package dev.foldline.domain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.domain.version.Migration;
import java.util.List;

/**
 * How a state is written as JSON, for snapshots and for people who look at it.
 *
 * <p>{@link RecordStateJson} does it for records; a state with another structure needs its own implementation. Called
 * by many threads.
 *
 * @param <S> states, immutable
 */
public interface StateJson<S> {

    /**
     * Version of the shape, from 1. Raise it with every change after which an older snapshot would be read wrongly. A
     * snapshot of another version that {@link #migrations} cannot bring to this one is not used, and the stream is
     * folded from its first event.
     */
    int schemaVersion();

    /** Steps from one version of the shape to another; their type is the name of the aggregate type or of the view. */
    default List<Migration<JsonNode>> migrations() {
        return List.of();
    }

    /** The state as a JSON object. */
    JsonNode write(S state);

    /**
     * The state that {@link #write} wrote.
     *
     * @throws IllegalArgumentException if the JSON is not such a state
     */
    S read(JsonNode json);
}
