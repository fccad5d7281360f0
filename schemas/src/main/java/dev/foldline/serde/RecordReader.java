package dev.foldline.serde;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.domain.version.GeneratedClasses;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes generated records from plain JSON, with the schema's defaults for fields that are absent.
 *
 * <p>Avro's own JSON decoder does not fill in defaults, and needs wrapped unions, which are tedious to type. Here a
 * union is given as the value itself, an enum by its symbol, a timestamp in RFC 3339 or as the schema's number.
 */
public final class RecordReader {

    static {
        GeneratedClasses.trust();
    }

    private RecordReader() {}

    /**
     * Makes a record.
     *
     * @param schema of a record that has a generated class
     * @throws JsonRecordException if fields are unknown, missing, or of another type or range; the message names all
     */
    public static SpecificRecord read(Schema schema, JsonNode json) throws JsonRecordException {
        return record(schema, json, "");
    }

    private static SpecificRecord record(Schema schema, JsonNode json, String path) throws JsonRecordException {
        if (!json.isObject()) {
            throw wrongType(path.isEmpty() ? schema.getName() : path, "an object", json);
        }
        List<String> wrong = new ArrayList<>(unknown(schema, json, path));
        List<String> missing = new ArrayList<>();
        SpecificData model = SpecificData.getForSchema(schema);
        SpecificRecord record = (SpecificRecord) model.newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
            String name = path.isEmpty() ? field.name() : path + "." + field.name();
            JsonNode value = json.get(field.name());
            if (value != null) {
                try {
                    record.put(field.pos(), value(field.schema(), value, name));
                } catch (JsonRecordException e) {
                    wrong.add(e.getMessage());
                }
            } else if (field.hasDefaultValue()) {
                record.put(field.pos(), model.getDefaultValue(field));
            } else {
                missing.add(name + " (" + described(field.schema()) + ")");
            }
        }
        if (!missing.isEmpty()) {
            wrong.add(schema.getName() + ": without " + String.join(", ", missing) + ", which "
                    + (missing.size() == 1 ? "has" : "have") + " no default");
        }
        if (!wrong.isEmpty()) {
            throw new JsonRecordException(String.join("; ", wrong));
        }
        return record;
    }

    private static List<String> unknown(Schema schema, JsonNode json, String path) {
        TreeSet<String> unknown = new TreeSet<>();
        json.fieldNames().forEachRemaining(unknown::add);
        List<String> known = schema.getFields().stream().map(Schema.Field::name).toList();
        known.forEach(unknown::remove);
        if (unknown.isEmpty()) {
            return List.of();
        }
        String prefix = path.isEmpty() ? "" : path + ".";
        return List.of(schema.getName() + (unknown.size() == 1 ? ": unknown field " : ": unknown fields ")
                + unknown.stream().map(prefix::concat).collect(Collectors.joining(", ")) + "; the fields are "
                + String.join(", ", known));
    }

    private static @Nullable Object value(Schema schema, JsonNode json, String path) throws JsonRecordException {
        return switch (schema.getType()) {
            case RECORD -> record(schema, json, path);
            case UNION -> union(schema, json, path);
            case LONG ->
                schema.getLogicalType() == null
                        ? (Object) whole(json, path, Long.MIN_VALUE, Long.MAX_VALUE)
                        : time(schema, json, path);
            case INT ->
                schema.getLogicalType() instanceof LogicalTypes.Date
                        ? (Object) day(json, path)
                        : (int) whole(json, path, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case STRING -> require(json.isTextual(), json, path, "a text").textValue();
            case BOOLEAN ->
                require(json.isBoolean(), json, path, "true or false").booleanValue();
            case DOUBLE -> require(json.isNumber(), json, path, "a number").doubleValue();
            case FLOAT -> require(json.isNumber(), json, path, "a number").floatValue();
            case ENUM -> symbol(schema, json, path);
            case ARRAY -> array(schema, json, path);
            case MAP -> map(schema, json, path);
            case NULL -> nothing(json, path);
            case BYTES, FIXED ->
                throw new JsonRecordException("field " + path + " holds bytes, which cannot be given as JSON");
        };
    }

    private static long whole(JsonNode json, String path, long least, long most) throws JsonRecordException {
        require(json.isIntegralNumber(), json, path, "a whole number");
        if (!json.canConvertToLong() || json.longValue() < least || json.longValue() > most) {
            throw new JsonRecordException(
                    "field " + path + " is " + json + ", out of range: it goes from " + least + " to " + most);
        }
        return json.longValue();
    }

    private static LocalDate day(JsonNode json, String path) throws JsonRecordException {
        if (json.isIntegralNumber()) {
            return LocalDate.ofEpochDay(whole(json, path, Integer.MIN_VALUE, Integer.MAX_VALUE));
        }
        try {
            return LocalDate.parse(
                    require(json.isTextual(), json, path, "a day in ISO 8601").textValue());
        } catch (DateTimeException e) {
            throw wrongType(path, "a day in ISO 8601", json);
        }
    }

    private static Object time(Schema schema, JsonNode json, String path) throws JsonRecordException {
        ChronoUnit unit = switch (schema.getLogicalType()) {
            case LogicalTypes.TimestampMillis _ -> ChronoUnit.MILLIS;
            case LogicalTypes.TimestampMicros _ -> ChronoUnit.MICROS;
            default -> null;
        };
        if (unit == null) {
            return whole(json, path, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (json.isIntegralNumber()) {
            return Instant.EPOCH.plus(whole(json, path, Long.MIN_VALUE, Long.MAX_VALUE), unit);
        }
        try {
            return Instant.parse(
                    require(json.isTextual(), json, path, "a time in RFC 3339").textValue());
        } catch (DateTimeException e) {
            throw wrongType(path, "a time in RFC 3339", json);
        }
    }

    private static Object symbol(Schema schema, JsonNode json, String path) throws JsonRecordException {
        if (!json.isTextual() || !schema.hasEnumSymbol(json.textValue())) {
            throw wrongType(path, "one of " + String.join(", ", schema.getEnumSymbols()), json);
        }
        return SpecificData.getForSchema(schema).createEnum(json.textValue(), schema);
    }

    private static List<@Nullable Object> array(Schema schema, JsonNode json, String path) throws JsonRecordException {
        require(json.isArray(), json, path, "an array");
        List<@Nullable Object> values = new ArrayList<>(json.size());
        for (int i = 0; i < json.size(); i++) {
            values.add(value(schema.getElementType(), json.get(i), path + "[" + i + "]"));
        }
        return values;
    }

    private static Map<String, @Nullable Object> map(Schema schema, JsonNode json, String path)
            throws JsonRecordException {
        require(json.isObject(), json, path, "an object");
        Map<String, @Nullable Object> values = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            values.put(entry.getKey(), value(schema.getValueType(), entry.getValue(), path + "." + entry.getKey()));
        }
        return values;
    }

    private static @Nullable Object union(Schema schema, JsonNode json, String path) throws JsonRecordException {
        List<Schema> branches = schema.getTypes().stream()
                .filter(branch -> (branch.getType() == Schema.Type.NULL) == json.isNull())
                .toList();
        if (branches.size() == 1) {
            return value(branches.getFirst(), json, path);
        }
        for (Schema branch : branches) {
            try {
                return value(branch, json, path);
            } catch (JsonRecordException e) {
                // The next branch may fit.
            }
        }
        throw wrongType(path, described(schema), json);
    }

    private static @Nullable Object nothing(JsonNode json, String path) throws JsonRecordException {
        require(json.isNull(), json, path, "null");
        return null;
    }

    private static JsonNode require(boolean holds, JsonNode json, String path, String wanted)
            throws JsonRecordException {
        if (!holds) {
            throw wrongType(path, wanted, json);
        }
        return json;
    }

    private static JsonRecordException wrongType(String path, String wanted, JsonNode json) {
        return new JsonRecordException("field " + path + " is " + json + ", not " + wanted);
    }

    private static String described(Schema schema) {
        return schema.getType() == Schema.Type.UNION
                ? String.join(
                        " or ",
                        schema.getTypes().stream().map(RecordReader::described).toList())
                : schema.getType().getName();
    }
}
