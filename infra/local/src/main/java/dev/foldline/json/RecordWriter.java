package dev.foldline.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Turns records into plain JSON: times in RFC 3339, bytes in base64, enums by symbol. */
public final class RecordWriter {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private RecordWriter() {}

    public static ObjectNode write(IndexedRecord record) {
        ObjectNode json = JSON.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            json.set(field.name(), value(record.get(field.pos())));
        }
        return json;
    }

    private static JsonNode value(@Nullable Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case IndexedRecord record -> write(record);
            case Boolean flag -> JSON.booleanNode(flag);
            case Integer number -> JSON.numberNode(number);
            case Long number -> JSON.numberNode(number);
            case Float number -> JSON.numberNode(number);
            case Double number -> JSON.numberNode(number);
            case ByteBuffer bytes -> JSON.textNode(base64(bytes));
            case Collection<?> values -> {
                ArrayNode array = JSON.arrayNode(values.size());
                values.forEach(element -> array.add(value(element)));
                yield array;
            }
            case Map<?, ?> values -> {
                ObjectNode object = JSON.objectNode();
                values.forEach((key, element) -> object.set(String.valueOf(key), value(element)));
                yield object;
            }
            default -> JSON.textNode(value.toString());
        };
    }

    private static String base64(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return Base64.getEncoder().encodeToString(copy);
    }
}
