package dev.foldline.command.store.postgres.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.entry.DeadLetter.RecordHeader;
import dev.foldline.command.store.entry.OutcomePart;
import dev.foldline.command.store.entry.StoredEvent.Metadata;
import dev.foldline.schema.CommandStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns that are {@code jsonb}, as UTF-8 when written and as text when read. */
final class JsonColumns {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String ACTOR = "actor";
    private static final String TRACE_PARENT = "traceparent";
    private static final String PROCESS = "process";
    private static final String PART = "part";
    private static final String PARTS = "parts";

    private JsonColumns() {}

    /** An object that has only what is there. */
    static byte[] of(Metadata metadata) {
        ObjectNode object = JSON.createObjectNode();
        if (metadata.actor() != null) {
            object.put(ACTOR, metadata.actor());
        }
        if (metadata.traceParent() != null) {
            object.put(TRACE_PARENT, metadata.traceParent());
        }
        if (metadata.process() != null) {
            object.put(PROCESS, metadata.process());
        }
        if (metadata.parts() > 0) {
            object.put(PART, metadata.part()).put(PARTS, metadata.parts());
        }
        return bytes(object);
    }

    static Metadata metadata(@Nullable String json) {
        if (json == null) {
            return Metadata.NONE;
        }
        JsonNode object = parse(json);
        return new Metadata(
                textOrNull(object.get(ACTOR)),
                textOrNull(object.get(TRACE_PARENT)),
                textOrNull(object.get(PROCESS)),
                object.path(PART).asInt(),
                object.path(PARTS).asInt());
    }

    /** An array of [name, value in base64 or null]. */
    static byte[] of(List<RecordHeader> headers) {
        ArrayNode array = JSON.createArrayNode();
        for (RecordHeader header : headers) {
            array.addArray().add(header.name()).add(header.value());
        }
        return bytes(array);
    }

    static List<RecordHeader> headers(String json) {
        List<RecordHeader> headers = new ArrayList<>();
        try {
            for (JsonNode pair : parse(json)) {
                headers.add(new RecordHeader(pair.path(0).asText(), pair.path(1).binaryValue()));
            }
        } catch (IOException e) {
            throw new StoreCorruptException("a header in dead_letters is not base64", e);
        }
        return headers;
    }

    /** An array of [status, version, events, code, message]. */
    static byte[] ofParts(List<OutcomePart> parts) {
        ArrayNode array = JSON.createArrayNode();
        for (OutcomePart part : parts) {
            array.addArray()
                    .add(part.status().name())
                    .add(part.aggregateVersion())
                    .add(part.eventCount())
                    .add(part.code())
                    .add(part.message());
        }
        return bytes(array);
    }

    static List<OutcomePart> parts(@Nullable String json) {
        if (json == null) {
            return List.of();
        }
        List<OutcomePart> parts = new ArrayList<>();
        for (JsonNode part : parse(json)) {
            parts.add(new OutcomePart(
                    CommandStatus.valueOf(part.path(0).asText()),
                    part.path(1).asLong(),
                    part.path(2).asInt(),
                    part.path(3).asText(),
                    part.path(4).asText()));
        }
        return parts;
    }

    private static @Nullable String textOrNull(@Nullable JsonNode node) {
        return node == null || node.isNull() ? null : node.asText();
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new StoreCorruptException("a jsonb column does not have valid JSON", e);
        }
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of text has always a JSON form", e);
        }
    }
}
