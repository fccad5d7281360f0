package dev.foldline.serde.pin;

import dev.foldline.domain.version.EventVersion;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * A fingerprint of all that a writer's schema says of its bytes: two schemas with the same one read them alike.
 *
 * <p>It is CRC-64-AVRO of a text like Avro's parsing canonical form: names, order, types, symbols and sizes. That form
 * leaves out two things by which the same bytes mean something else, so they are added: logical types, as milliseconds
 * are not microseconds, and {@link EventVersion}, by which an event is migrated. Documentation, defaults, aliases and
 * other properties are left out, as the writer's do not change what is read. Schemas that others refer to are in it.
 */
public final class SchemaFingerprint {

    private SchemaFingerprint() {}

    /** The fingerprint as 16 lower-case hexadecimal digits. */
    public static String of(Schema schema) {
        StringBuilder text = new StringBuilder();
        append(schema, text, new HashSet<>());
        long fingerprint = SchemaNormalization.fingerprint64(text.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits(fingerprint);
    }

    private static void append(Schema schema, StringBuilder text, Set<String> named) {
        switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> {
                if (named.add(schema.getFullName())) {
                    text.append("{\"name\":\"").append(schema.getFullName()).append("\",");
                    appendNamed(schema, text, named);
                    appendLogicalType(schema, text);
                    text.append('}');
                } else {
                    text.append('"').append(schema.getFullName()).append('"');
                }
            }
            case ARRAY -> appendNested("array\",\"items", schema, schema.getElementType(), text, named);
            case MAP -> appendNested("map\",\"values", schema, schema.getValueType(), text, named);
            case UNION -> {
                text.append('[');
                for (Schema branch : schema.getTypes()) {
                    append(branch, text, named);
                    text.append(',');
                }
                text.append(']');
            }
            case STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {
                text.append("{\"type\":\"").append(schema.getType().getName()).append('"');
                appendLogicalType(schema, text);
                text.append('}');
            }
        }
    }

    private static void appendNamed(Schema schema, StringBuilder text, Set<String> named) {
        switch (schema.getType()) {
            case RECORD -> {
                text.append("\"type\":\"record\",\"version\":").append(EventVersion.of(schema));
                text.append(",\"fields\":[");
                List<Schema.Field> fields = schema.getFields();
                for (Schema.Field field : fields) {
                    text.append("{\"name\":\"").append(field.name()).append("\",\"type\":");
                    append(field.schema(), text, named);
                    text.append("},");
                }
                text.append(']');
            }
            case ENUM ->
                text.append("\"type\":\"enum\",\"symbols\":[\"")
                        .append(String.join("\",\"", schema.getEnumSymbols()))
                        .append("\"]");
            case FIXED -> text.append("\"type\":\"fixed\",\"size\":").append(schema.getFixedSize());
            default -> throw new IllegalArgumentException(schema.getType() + " has no name");
        }
    }

    private static void appendNested(String kind, Schema schema, Schema nested, StringBuilder text, Set<String> named) {
        text.append("{\"type\":\"").append(kind).append("\":");
        append(nested, text, named);
        appendLogicalType(schema, text);
        text.append('}');
    }

    private static void appendLogicalType(Schema schema, StringBuilder text) {
        LogicalType known = schema.getLogicalType();
        String name = known == null ? null : known.getName();
        if (name == null) {
            return;
        }
        text.append(",\"logicalType\":\"").append(name).append('"');
        Object precision = schema.getObjectProp("precision");
        if (precision != null) {
            text.append(",\"precision\":").append(precision);
        }
        Object scale = schema.getObjectProp("scale");
        if (scale != null && !scale.equals(0)) {
            text.append(",\"scale\":").append(scale);
        }
    }
}
