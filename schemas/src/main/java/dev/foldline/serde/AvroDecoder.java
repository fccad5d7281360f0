package dev.foldline.serde;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes in Confluent's wire format into generated records, resolving the writer's schema against this build's.
 *
 * <p>Not thread-safe: it reuses its decoder. One per thread; the schemas behind it may be shared.
 */
public final class AvroDecoder {

    static {
        GeneratedClasses.trust();
    }

    private final RegistrySchemas schemas;
    private final Map<String, Schema> readers = new HashMap<>();
    private final Map<Integer, SpecificDatumReader<SpecificRecord>> readersById = new HashMap<>();
    private @Nullable BinaryDecoder reused;

    /**
     * @param records the schemas that this process handles; each has a generated class
     */
    public AvroDecoder(RegistrySchemas schemas, Collection<Schema> records) {
        this.schemas = schemas;
        records.forEach(record -> readers.put(record.getFullName(), record));
    }

    /**
     * Decodes one record.
     *
     * @throws UndecodableException         if the bytes are none of the records given to the constructor
     * @throws RegistryUnavailableException if the schema is not known yet and the registry did not answer
     */
    public SpecificRecord decode(byte @Nullable [] bytes) throws UndecodableException {
        if (bytes == null) {
            throw new UndecodableException(UndecodableException.Reason.UNDECODABLE, "the value is null", null);
        }
        int id = WireFormat.schemaId(bytes);
        SpecificDatumReader<SpecificRecord> reader = readersById.get(id);
        if (reader == null) {
            reader = readerOf(schemas.byId(id));
            readersById.put(id, reader);
        }
        try {
            reused = DecoderFactory.get()
                    .binaryDecoder(bytes, WireFormat.PREFIX_BYTES, bytes.length - WireFormat.PREFIX_BYTES, reused);
            SpecificRecord decoded = reader.read(null, reused);
            if (!reused.isEnd()) {
                throw new UndecodableException(
                        UndecodableException.Reason.UNDECODABLE,
                        "the value goes on after the end of its "
                                + decoded.getSchema().getFullName(),
                        null);
            }
            return decoded;
        } catch (IOException | RuntimeException e) {
            // Avro tells of bad bytes with whatever it runs into, such as UnsupportedOperationException for a long
            // string.
            // Nothing but these bytes is touched above, so whatever it is will be the same at the next try.
            throw new UndecodableException(
                    UndecodableException.Reason.UNDECODABLE,
                    "the value is no " + reader.getSchema().getFullName() + " in Avro binary: " + e,
                    e);
        }
    }

    private SpecificDatumReader<SpecificRecord> readerOf(Schema written) throws UndecodableException {
        Schema wanted = readers.get(written.getFullName());
        if (wanted == null) {
            throw new UndecodableException(
                    UndecodableException.Reason.UNKNOWN_TYPE,
                    "the record is a " + written.getFullName() + ", which nothing here handles",
                    null);
        }
        return new SpecificDatumReader<>(written, wanted, SpecificData.getForSchema(wanted));
    }
}
