package dev.foldline.serde;

import dev.foldline.domain.version.GeneratedClasses;
import dev.foldline.serde.bounds.ValueBounds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns generated records into bytes in Confluent's wire format.
 *
 * <p>Not thread-safe: it reuses its buffer. One per thread.
 */
public final class AvroEncoder {

    static {
        GeneratedClasses.trust();
    }

    private static final int BUFFER_BYTES = 512;

    /**
     * How records of one schema are written.
     *
     * @param bounds null where no value can be nested too deep to be read again
     */
    private record Writer(
            int schemaId,
            SpecificDatumWriter<SpecificRecord> writer,
            @Nullable ValueBounds bounds) {}

    private final ToIntFunction<Schema> schemaIds;
    private final Map<Schema, Writer> writers = new HashMap<>();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(BUFFER_BYTES);
    private @Nullable BinaryEncoder reused;

    /**
     * @param schemaIds gives the registry's id of a schema, asked once per schema; what it throws, {@link #encode}
     *                  throws
     */
    public AvroEncoder(ToIntFunction<Schema> schemaIds) {
        this.schemaIds = schemaIds;
    }

    /** Encoder for a topic that carries many record types. */
    public static AvroEncoder ofRecords(RegistrySchemas schemas, String topic) {
        return new AvroEncoder(schema -> schemas.idOf(Subjects.ofRecord(topic, schema), schema));
    }

    /** Encoder for events, whose schema ids are remembered for good ({@link RegistrySchemas#pinnedIdOf}). */
    public static AvroEncoder ofEvents(RegistrySchemas schemas, String topic) {
        return new AvroEncoder(schema -> schemas.pinnedIdOf(Subjects.ofRecord(topic, schema), schema));
    }

    /** Encoder for a topic that carries one record type. */
    public static AvroEncoder ofValue(RegistrySchemas schemas, String topic) {
        return new AvroEncoder(schema -> schemas.idOf(Subjects.ofValue(topic), schema));
    }

    /**
     * Encodes one record; the array is the caller's.
     *
     * @throws IllegalArgumentException if the record is nested deeper than {@link AvroDecoder} reads
     */
    public byte[] encode(SpecificRecord record) {
        Writer writer = writers.computeIfAbsent(record.getSchema(), schema -> writerOf(record, schema));
        buffer.reset();
        for (int i = 0; i < WireFormat.PREFIX_BYTES; i++) {
            buffer.write(0);
        }
        try {
            reused = EncoderFactory.get().directBinaryEncoder(buffer, reused);
            writer.writer().write(record, reused);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        byte[] bytes = buffer.toByteArray();
        try {
            if (writer.bounds() != null) {
                writer.bounds().check(bytes, WireFormat.PREFIX_BYTES);
            }
        } catch (ValueBounds.OutOfBoundsException e) {
            throw new IllegalArgumentException(
                    record.getSchema().getFullName() + " cannot be written: " + e.getMessage(), e);
        }
        WireFormat.putPrefix(bytes, writer.schemaId());
        return bytes;
    }

    private Writer writerOf(SpecificRecord record, Schema schema) {
        SpecificData model = SpecificData.getForClass(record.getClass());
        return new Writer(
                schemaIds.applyAsInt(schema),
                new SpecificDatumWriter<>(schema, model),
                ValueBounds.isRecursive(schema) ? ValueBounds.of(schema) : null);
    }
}
