package dev.foldline.domain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.domain.version.Migration;
import java.util.List;

/**
 * How a state is written as JSON, for snapshots and for people who look at it.
 *
 * <p>{@link RecordStateJson} does it for records; a state with a structure of its own brings its own. Called by many
 * threads.
 *
 * @param <S> states, immutable
 */
public interface StateJson<S> {

    /**
     * Version of the shape, from 1. To be raised with every change after which an older snapshot would be read wrongly:
     * a snapshot of another version to which {@link #migrations} has no way is not used, and the stream is folded from
     * its first event.
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
     * @throws IllegalArgumentException if the JSON is no such state
     */
    S read(JsonNode json);
}
