package dev.foldline.projection.query;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro records as plain JSON values: field names as they are, times as ISO 8601 in UTC, enums as their names, bytes in
 * Base64, the value of a union without its type.
 */
public final class RecordJson {

    private RecordJson() {}

    /** The fields of a record, in the schema's order. */
    public static Map<String, @Nullable Object> of(IndexedRecord record) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (Schema.Field field : record.getSchema().getFields()) {
            fields.put(field.name(), value(record.get(field.pos())));
        }
        return fields;
    }

    private static @Nullable Object value(@Nullable Object avro) {
        return switch (avro) {
            case null -> null;
            case IndexedRecord record -> of(record);
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            case ByteBuffer bytes -> base64(bytes.duplicate());
            case GenericFixed fixed -> base64(ByteBuffer.wrap(fixed.bytes()));
            case GenericEnumSymbol<?> symbol -> symbol.toString();
            case Number number -> number;
            case Boolean bool -> bool;
            // Texts, and what logical types become: instants, dates, UUIDs, each with ISO's own form.
            default -> avro.toString();
        };
    }

    private static List<@Nullable Object> list(List<?> avro) {
        List<@Nullable Object> items = new ArrayList<>(avro.size());
        avro.forEach(item -> items.add(value(item)));
        return items;
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> avro) {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        avro.forEach((key, entry) -> entries.put(String.valueOf(key), value(entry)));
        return entries;
    }

    private static String base64(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return Base64.getEncoder().encodeToString(copy);
    }
}
