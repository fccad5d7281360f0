package dev.foldline.serde;

import dev.foldline.domain.Domains;
import dev.foldline.domain.version.EventVersion;
import dev.foldline.domain.version.GeneratedClasses;
import dev.foldline.domain.version.MigrationPaths;
import dev.foldline.serde.UndecodableException.Reason;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes in Confluent's wire format into generated records of this build.
 *
 * <p>Where the writer's schema has the version of this build's ({@link EventVersion#of}), Avro resolves one
 * against the other. Where it has another, older or newer, the record is read as it was written and migrated.
 *
 * <p>Not thread-safe: it reuses its decoder. One per thread; the schemas and paths behind it may be shared.
 */
public final class AvroDecoder {

    static {
        GeneratedClasses.trust();
    }

    private final RegistrySchemas schemas;
    private final EventMigration migration;
    private final Map<String, Schema> wanted = new HashMap<>();

    /** A reader of this build's version gives generated records, one of another version generic ones. */
    private final Map<Integer, GenericDatumReader<? extends IndexedRecord>> readersById = new HashMap<>();

    private @Nullable BinaryDecoder reused;

    /**
     * A decoder with the migrations of all domains on the classpath.
     *
     * @param records the schemas that this process handles; each has a generated class
     */
    public AvroDecoder(RegistrySchemas schemas, Collection<Schema> records) {
        this(schemas, records, Domains.onClassPath().migrationPaths());
    }

    /**
     * @param records the schemas that this process handles; each has a generated class
     * @param paths   migrations from other versions to those of {@code records}
     */
    public AvroDecoder(RegistrySchemas schemas, Collection<Schema> records, MigrationPaths<GenericRecord> paths) {
        this.schemas = schemas;
        this.migration = new EventMigration(paths);
        records.forEach(record -> wanted.put(record.getFullName(), record));
    }

    /**
     * Decodes one record.
     *
     * @throws UndecodableException         if the bytes are not one of the records given to the constructor, in a
     *                                      version that can be migrated
     * @throws RegistryUnavailableException if the schema is not known yet and the registry did not answer
     */
    public SpecificRecord decode(byte @Nullable [] bytes) throws UndecodableException {
        if (bytes == null) {
            throw new UndecodableException(Reason.UNDECODABLE, "the value is null", null);
        }
        int id = WireFormat.schemaId(bytes);
        GenericDatumReader<? extends IndexedRecord> reader = readersById.get(id);
        if (reader == null) {
            reader = readerOf(schemas.byId(id));
            readersById.put(id, reader);
        }
        IndexedRecord read = read(reader, bytes);
        return read instanceof SpecificRecord present
                ? present
                : migration.apply((GenericRecord) read, wantedOf(read.getSchema()));
    }

    private IndexedRecord read(GenericDatumReader<? extends IndexedRecord> reader, byte[] bytes)
            throws UndecodableException {
        try {
            reused = DecoderFactory.get()
                    .binaryDecoder(bytes, WireFormat.PREFIX_BYTES, bytes.length - WireFormat.PREFIX_BYTES, reused);
            IndexedRecord read = reader.read(null, reused);
            if (!reused.isEnd()) {
                throw new UndecodableException(
                        Reason.UNDECODABLE,
                        "the value goes on after the end of its "
                                + read.getSchema().getFullName(),
                        null);
            }
            return read;
        } catch (IOException | RuntimeException e) {
            // Avro tells of bad bytes with whatever it runs into, such as UnsupportedOperationException for a long
            // string.
            // Nothing but these bytes is touched above, so whatever it is will be the same at the next try.
            throw new UndecodableException(
                    Reason.UNDECODABLE,
                    "the value is no " + reader.getSchema().getFullName() + " in Avro binary: " + e,
                    e);
        }
    }

    private GenericDatumReader<? extends IndexedRecord> readerOf(Schema written) throws UndecodableException {
        Schema present = wantedOf(written);
        if (EventVersion.of(written) == EventVersion.of(present)) {
            return new SpecificDatumReader<SpecificRecord>(written, present, SpecificData.getForSchema(present));
        }
        return new PlainRecordReader(written);
    }

    private Schema wantedOf(Schema written) throws UndecodableException {
        Schema present = wanted.get(written.getFullName());
        if (present == null) {
            throw new UndecodableException(
                    Reason.UNKNOWN_TYPE,
                    "the record is a " + written.getFullName() + ", which nothing here handles",
                    null);
        }
        return present;
    }
}
