package dev.foldline.serde;

import dev.foldline.domain.Domains;
import dev.foldline.domain.version.EventVersion;
import dev.foldline.domain.version.GeneratedClasses;
import dev.foldline.domain.version.MigrationPaths;
import dev.foldline.serde.UndecodableException.Reason;
import dev.foldline.serde.bounds.ValueBounds;
import dev.foldline.serde.pin.WrittenSchema;
import java.nio.charset.StandardCharsets;
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

    /**
     * How records of one schema are read.
     *
     * @param reader  of this build's version it gives generated records, of another version generic ones
     * @param bounds  null where no value needs them
     * @param written the writer's schema, as others say what it is
     */
    private record WriterReader(
            GenericDatumReader<? extends IndexedRecord> reader,
            @Nullable ValueBounds bounds,
            WrittenSchema written) {}

    private final Map<Integer, WriterReader> readersById = new HashMap<>();

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
     * @param records the schemas that this process handles; each has a generated class, and is read under its former
     *                names too, which are its Avro aliases
     * @param paths   migrations from other versions to those of {@code records}
     */
    public AvroDecoder(RegistrySchemas schemas, Collection<Schema> records, MigrationPaths<GenericRecord> paths) {
        this.schemas = schemas;
        this.migration = new EventMigration(paths);
        records.forEach(record -> record.getAliases().forEach(former -> wanted.put(former, record)));
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
        byte[] present = requirePresent(bytes);
        int id = WireFormat.schemaId(present);
        WriterReader reader = readersById.get(id);
        return decode(present, reader == null ? readerOf(id, schemas.byId(id)) : reader);
    }

    /**
     * Decodes an event of the table, whose schema is the one that its id was first used with
     * ({@link RegistrySchemas#byIdOf}).
     *
     * @param type full name of the event's record, as the table has it
     * @throws UndecodableException         as {@link #decode(byte[])}, and if the event is of another type
     * @throws RegistryUnavailableException as {@link #decode(byte[])}, and if the registry has another schema for it
     */
    public SpecificRecord decode(byte @Nullable [] bytes, String type) throws UndecodableException {
        byte[] present = requirePresent(bytes);
        int id = WireFormat.schemaId(present);
        WriterReader reader = readersById.get(id);
        if (reader == null) {
            reader = readerOf(id, schemas.byIdOf(type, id));
        }
        if (!reader.written().type().equals(type)) {
            throw anotherType(reader.written(), type);
        }
        return decode(present, reader);
    }

    /**
     * Decodes an event of the topic, whose schema is the one that its headers name.
     *
     * @param type        full name of the event's record, in UTF-8
     * @param fingerprint of the writer's schema, as digits; null where the writer has not said it
     * @throws UndecodableException         as {@link #decode(byte[])}, and if the event is of another type than its own
     *                                      schema
     * @throws RegistryUnavailableException as {@link #decode(byte[])}, and if the registry has another schema for it
     */
    public SpecificRecord decode(byte @Nullable [] bytes, byte[] type, byte @Nullable [] fingerprint)
            throws UndecodableException {
        byte[] present = requirePresent(bytes);
        int id = WireFormat.schemaId(present);
        WriterReader reader = readersById.get(id);
        if (reader == null) {
            Schema written = schemaFor(id, type, fingerprint);
            require(id, new WrittenSchema(id, written), type, fingerprint);
            reader = readerOf(id, written);
        } else {
            require(id, reader.written(), type, fingerprint);
        }
        return decode(present, reader);
    }

    /** The schema of an id; where the writer gives a fingerprint, the registry certainly has had it. */
    private Schema schemaFor(int id, byte[] type, byte @Nullable [] fingerprint) throws UndecodableException {
        try {
            return schemas.byId(id);
        } catch (UndecodableException e) {
            if (fingerprint == null || e.reason() != Reason.UNKNOWN_SCHEMA) {
                throw e;
            }
            throw new RegistryUnavailableException(
                    WrittenSchema.missing(
                            id,
                            new String(type, StandardCharsets.UTF_8),
                            new String(fingerprint, StandardCharsets.UTF_8)),
                    e);
        }
    }

    private void require(int id, WrittenSchema given, byte[] type, byte @Nullable [] fingerprint)
            throws UndecodableException {
        boolean isSame = fingerprint != null && given.has(fingerprint);
        if (given.isOf(type) && (isSame || fingerprint == null)) {
            return;
        }
        if (isSame) {
            throw anotherType(given, new String(type, StandardCharsets.UTF_8));
        }
        readersById.remove(id);
        throw schemas.another(id, given.differsFrom(type, fingerprint));
    }

    private static UndecodableException anotherType(WrittenSchema given, String type) {
        return new UndecodableException(
                Reason.UNDECODABLE, "the record is a " + given.type() + ", but was stored as a " + type, null);
    }

    private static byte[] requirePresent(byte @Nullable [] bytes) throws UndecodableException {
        if (bytes == null) {
            throw new UndecodableException(Reason.UNDECODABLE, "the value is null", null);
        }
        return bytes;
    }

    private SpecificRecord decode(byte[] bytes, WriterReader reader) throws UndecodableException {
        IndexedRecord read = read(reader, bytes);
        return read instanceof SpecificRecord present
                ? present
                : migration.apply((GenericRecord) read, wantedOf(read.getSchema()));
    }

    /** Decodes a record that could not be decoded before: the registry is asked again for a schema it did not have. */
    public SpecificRecord decodeAgain(byte @Nullable [] bytes) throws UndecodableException {
        if (bytes != null) {
            schemas.askAgain(WireFormat.schemaId(bytes));
        }
        return decode(bytes);
    }

    private IndexedRecord read(WriterReader by, byte[] bytes) throws UndecodableException {
        String name = by.reader().getSchema().getFullName();
        try {
            if (by.bounds() != null) {
                by.bounds().check(bytes, WireFormat.PREFIX_BYTES);
            }
            reused = DecoderFactory.get()
                    .binaryDecoder(bytes, WireFormat.PREFIX_BYTES, bytes.length - WireFormat.PREFIX_BYTES, reused);
            IndexedRecord read = by.reader().read(null, reused);
            if (!reused.isEnd()) {
                throw new UndecodableException(
                        Reason.UNDECODABLE, "the value goes on after the end of its " + name, null);
            }
            return read;
        } catch (ValueBounds.OutOfBoundsException e) {
            throw new UndecodableException(
                    Reason.UNDECODABLE, "the value is not a valid Avro-encoded " + name + ": " + e.getMessage(), e);
        } catch (UndecodableException e) {
            throw e;
        } catch (Throwable e) {
            // Avro tells of bad bytes with whatever it runs into, such as UnsupportedOperationException for a long
            // string.
            // Nothing but these bytes is touched above, so whatever it is will be the same at the next try.
            reused = null;
            throw new UndecodableException(
                    Reason.UNDECODABLE,
                    "the value is not a valid Avro-encoded " + name + ": " + UndecodableException.causeOf(e),
                    e);
        }
    }

    private WriterReader readerOf(int id, Schema written) throws UndecodableException {
        Schema present = wantedOf(written);
        try {
            GenericDatumReader<? extends IndexedRecord> reader = EventVersion.of(written) == EventVersion.of(present)
                    ? new SpecificDatumReader<SpecificRecord>(written, present, SpecificData.getForSchema(present))
                    : new PlainRecordReader(written);
            WriterReader made = new WriterReader(reader, ValueBounds.of(written), new WrittenSchema(id, written));
            readersById.put(id, made);
            return made;
        } catch (Throwable e) {
            throw new UndecodableException(
                    Reason.UNKNOWN_SCHEMA,
                    "schema id " + id + " cannot be used: " + UndecodableException.causeOf(e),
                    e);
        }
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
