package dev.foldline.cli.input;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** What {@code send TYPE --help} prints: the fields of a command's schema, as its author described them. */
final class TypeHelp {

    static final String OF_BULK = """
            BulkCommand: several commands for one aggregate, of which all hold or none.

            The JSON is an array of {"type":"…","data":{…}}, one for each command, in order.
            """;

    private TypeHelp() {}

    static String of(Schema command, Function<Schema, String> name) {
        String title = name.apply(command) + (command.getDoc() == null ? "" : ": " + oneLine(command.getDoc()));
        String fields = command.getFields().isEmpty()
                ? "It has no fields: give {} as its JSON."
                : fields(command, "").collect(Collectors.joining("\n"));
        return title + "\n\n" + fields + "\n";
    }

    /** The fields of a record, each followed by those of the record that it holds. */
    private static Stream<String> fields(Schema record, String prefix) {
        return record.getFields().stream()
                .flatMap(field -> Stream.concat(
                        Stream.of(line(prefix, field)),
                        records(field.schema()).flatMap(held -> fields(held, prefix + field.name() + "."))));
    }

    private static String line(String prefix, Schema.Field field) {
        String doc = field.doc() == null ? "" : oneLine(field.doc());
        return "  %-18s  %-24s  %-14s  %s"
                .formatted(prefix + field.name(), type(field.schema()), presence(field), doc)
                .stripTrailing();
    }

    private static String presence(Schema.Field field) {
        if (!field.hasDefaultValue()) {
            return "required";
        }
        return switch (field.defaultVal()) {
            case JsonProperties.Null _ -> "default null";
            case String text -> "default \"" + text + "\"";
            case Object value -> "default " + value;
        };
    }

    private static Stream<Schema> records(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> Stream.of(schema);
            case ARRAY -> records(schema.getElementType());
            case MAP -> records(schema.getValueType());
            case UNION -> schema.getTypes().stream().flatMap(TypeHelp::records);
            default -> Stream.of();
        };
    }

    /** How a value of the schema is given as JSON. */
    private static String type(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> "object";
            case STRING -> "text";
            case BOOLEAN -> "true or false";
            case INT -> schema.getLogicalType() instanceof LogicalTypes.Date ? "day, 2026-11-21" : "whole number";
            case LONG -> isTime(schema) ? "time, 2026-11-21T10:15:30Z" : "whole number";
            case FLOAT, DOUBLE -> "number";
            case ENUM -> String.join(" | ", schema.getEnumSymbols());
            case ARRAY -> "array of " + type(schema.getElementType());
            case MAP -> "object of " + type(schema.getValueType());
            case UNION -> union(schema.getTypes());
            case NULL -> "null";
            case BYTES, FIXED -> "bytes, not as JSON";
        };
    }

    private static boolean isTime(Schema schema) {
        return schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
                || schema.getLogicalType() instanceof LogicalTypes.TimestampMicros;
    }

    private static String union(List<Schema> branches) {
        return branches.stream().map(TypeHelp::type).collect(Collectors.joining(" or "));
    }

    private static String oneLine(String doc) {
        return doc.strip().replaceAll("\\s+", " ");
    }
}
