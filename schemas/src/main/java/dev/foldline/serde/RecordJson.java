package dev.foldline.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro records as plain JSON: field names as they are, times as ISO 8601 in UTC, enums as their names, bytes in Base64,
 * the value of a union without its type.
 */
public final class RecordJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private RecordJson() {}

    /** The fields of a record, in the schema's order. */
    public static ObjectNode of(IndexedRecord record) {
        ObjectNode json = JSON.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            json.set(field.name(), ofValue(record.get(field.pos())));
        }
        return json;
    }

    /** One value of a record, with all that is in it. */
    public static JsonNode ofValue(@Nullable Object avro) {
        return switch (avro) {
            case null -> JSON.nullNode();
            case IndexedRecord record -> of(record);
            case Boolean flag -> JSON.booleanNode(flag);
            case Integer number -> JSON.numberNode(number);
            case Long number -> JSON.numberNode(number);
            case Float number -> JSON.numberNode(number);
            case Double number -> JSON.numberNode(number);
            case ByteBuffer bytes -> base64(bytes.duplicate());
            case GenericFixed fixed -> base64(ByteBuffer.wrap(fixed.bytes()));
            case Collection<?> items -> list(items);
            case Map<?, ?> entries -> map(entries);
            // Texts, enums, and what logical types become: instants, dates, UUIDs, each with ISO's own form.
            default -> JSON.textNode(avro.toString());
        };
    }

    private static ArrayNode list(Collection<?> avro) {
        ArrayNode items = JSON.arrayNode(avro.size());
        avro.forEach(item -> items.add(ofValue(item)));
        return items;
    }

    private static ObjectNode map(Map<?, ?> avro) {
        ObjectNode entries = JSON.objectNode();
        avro.forEach((key, entry) -> entries.set(String.valueOf(key), ofValue(entry)));
        return entries;
    }

    private static JsonNode base64(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return JSON.textNode(Base64.getEncoder().encodeToString(copy));
    }
}
