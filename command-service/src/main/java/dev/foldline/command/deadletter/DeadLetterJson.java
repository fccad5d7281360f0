package dev.foldline.command.deadletter;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.command.store.entry.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters as JSON. A key, and the value of a header, is text under its name where it is UTF-8, else in Base64
 * under its name with {@code Base64} behind; a record's value is in Base64 in any case, and beside it as the command
 * that it is.
 */
final class DeadLetterJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String KEY = "key";
    private static final String BASE64 = "Base64";

    private DeadLetterJson() {}

    static ObjectNode of(DeadLetterSummary letter) {
        ObjectNode json = id(letter.id());
        putBytes(json, KEY, letter.key());
        putError(json, letter.code(), letter.message(), letter.occurredAt());
        return putResolution(json, letter.resolution());
    }

    /** All of a letter. */
    static ObjectNode of(DeadLetterDetails details, UUID commandId, CommandJson commands) {
        DeadLetter letter = details.letter();
        ObjectNode json = resolved(details, commandId);
        putBytes(json, KEY, letter.key());
        putError(json, letter.code(), letter.message(), letter.occurredAt());
        json.put("exception", letter.exception());
        ArrayNode headers = json.putArray("headers");
        for (DeadLetter.RecordHeader header : letter.headers()) {
            putBytes(headers.addObject().put("name", header.name()), "value", header.value());
        }
        json.set("command", commands.of(letter.value()));
        return json.put("value" + BASE64, base64(letter.value()));
    }

    /** What became of a letter. */
    static ObjectNode resolved(DeadLetterDetails details, UUID commandId) {
        ObjectNode json = id(
                new DeadLetterId(details.letter().partition(), details.letter().commandOffset()));
        return putResolution(json.put("commandId", commandId.toString()), details.resolution());
    }

    private static ObjectNode id(DeadLetterId id) {
        return JSON.objectNode().put("partition", id.partition()).put("offset", id.commandOffset());
    }

    private static void putError(ObjectNode json, String code, String message, Instant occurredAt) {
        json.put("code", code).put("message", message).put("occurredAt", occurredAt.toString());
    }

    private static ObjectNode putResolution(ObjectNode json, @Nullable Resolution resolution) {
        return resolution == null
                ? json.putNull("resolvedAt").putNull("resolution")
                : json.put("resolvedAt", resolution.at().toString()).put("resolution", resolution.what());
    }

    private static void putBytes(ObjectNode json, String name, byte @Nullable [] bytes) {
        if (bytes == null) {
            json.putNull(name);
            return;
        }
        try {
            json.put(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            json.put(name + BASE64, base64(bytes));
        }
    }

    private static @Nullable String base64(byte @Nullable [] bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }
}
