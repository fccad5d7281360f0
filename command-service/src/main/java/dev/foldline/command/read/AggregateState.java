package dev.foldline.command.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.command.store.entry.StoredEvent;

/**
 * An aggregate after some version.
 *
 * @param last  the event of that version
 * @param type  name of the aggregate type
 * @param state what the stream folds to with it, as JSON
 */
public record AggregateState(StoredEvent last, String type, JsonNode state) {}
