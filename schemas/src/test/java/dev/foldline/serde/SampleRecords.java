package dev.foldline.serde;

import dev.foldline.domain.Domains;
import dev.foldline.domain.version.GeneratedClasses;
import dev.foldline.schema.BulkCommand;
import dev.foldline.schema.CommandResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Filled records of every schema that Foldline ships: usual values, and the smallest and largest of each type. */
final class SampleRecords {

    private enum Fill {
        LEAST,
        USUAL,
        GREATEST
    }

    private static final String LONG_TEXT = "é€𝄞\u0000\n".repeat(10_000);

    private SampleRecords() {}

    static List<Schema> schemas() {
        List<Schema> schemas = new ArrayList<>();
        Domains domains = Domains.onClassPath();
        schemas.addAll(domains.commands());
        schemas.addAll(domains.events());
        schemas.addAll(domains.views().values());
        schemas.addAll(domains.processStates().values());
        schemas.add(CommandResult.getClassSchema());
        schemas.add(BulkCommand.getClassSchema());
        return schemas;
    }

    static List<SpecificRecord> all() {
        GeneratedClasses.trust();
        List<SpecificRecord> records = new ArrayList<>();
        for (Schema schema : schemas()) {
            for (Fill fill : Fill.values()) {
                records.add(record(schema, fill));
            }
        }
        return records;
    }

    private static SpecificRecord record(Schema schema, Fill fill) {
        Class<?> type = SpecificData.get().getClass(schema);
        SpecificRecord record = (SpecificRecord) SpecificData.newInstance(type, schema);
        schema.getFields().forEach(field -> record.put(field.pos(), value(field.schema(), fill)));
        return record;
    }

    private static @Nullable Object value(Schema schema, Fill fill) {
        return switch (schema.getType()) {
            case STRING -> choose(fill, "", "some text", LONG_TEXT);
            case INT ->
                schema.getLogicalType() == null ? choose(fill, Integer.MIN_VALUE, 7, Integer.MAX_VALUE) : day(fill);
            case LONG ->
                schema.getLogicalType() == null ? choose(fill, Long.MIN_VALUE, 42L, Long.MAX_VALUE) : time(fill);
            case BOOLEAN -> fill != Fill.LEAST;
            case ENUM -> symbol(schema, fill);
            case UNION -> value(schema.getTypes().get(fill == Fill.LEAST ? 0 : 1), fill);
            case NULL -> null;
            case BYTES ->
                ByteBuffer.wrap(choose(fill, "", "some text", LONG_TEXT).getBytes(StandardCharsets.UTF_8));
            case ARRAY -> Collections.nCopies(choose(fill, 0, 1, 3), value(schema.getElementType(), fill));
            case RECORD -> record(schema, fill);
            default -> throw new IllegalArgumentException("give the samples a value of type " + schema);
        };
    }

    private static LocalDate day(Fill fill) {
        return LocalDate.ofEpochDay(choose(fill, Integer.MIN_VALUE, 20_778, Integer.MAX_VALUE));
    }

    private static Instant time(Fill fill) {
        Instant usual = Instant.parse("2026-11-02T10:00:00.123456Z");
        return choose(
                fill,
                Instant.EPOCH.plus(Long.MIN_VALUE / 2, ChronoUnit.MICROS),
                usual,
                Instant.EPOCH.plus(Long.MAX_VALUE, ChronoUnit.MICROS));
    }

    private static Object symbol(Schema schema, Fill fill) {
        Object[] symbols = SpecificData.get().getClass(schema).getEnumConstants();
        return choose(fill, symbols[0], symbols[symbols.length / 2], symbols[symbols.length - 1]);
    }

    private static <T> T choose(Fill fill, T least, T usual, T greatest) {
        return switch (fill) {
            case LEAST -> least;
            case USUAL -> usual;
            case GREATEST -> greatest;
        };
    }
}
