package dev.foldline.serde;

import dev.foldline.serde.UndecodableException.Reason;
import dev.foldline.serde.bounds.ValueBounds;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads any record as it was written, with only its writer's schema, for people to look at; also a record that this
 * process does not handle. Thread-safe.
 *
 * @param schemas the writers' schemas
 */
public record WrittenRecords(RegistrySchemas schemas) {

    /**
     * Reads one record.
     *
     * @throws UndecodableException         if the bytes are not a record in Confluent's wire format
     * @throws RegistryUnavailableException if the schema is not known yet and the registry did not answer
     */
    public GenericRecord read(byte @Nullable [] bytes) throws UndecodableException {
        if (bytes == null) {
            throw new UndecodableException(Reason.UNDECODABLE, "the value is null", null);
        }
        int id = WireFormat.schemaId(bytes);
        schemas.askAgain(id);
        PlainRecordReader reader = new PlainRecordReader(schemas.byId(id));
        try {
            ValueBounds bounds = ValueBounds.of(reader.getSchema());
            if (bounds != null) {
                bounds.check(bytes, WireFormat.PREFIX_BYTES);
            }
            BinaryDecoder decoder = DecoderFactory.get()
                    .binaryDecoder(bytes, WireFormat.PREFIX_BYTES, bytes.length - WireFormat.PREFIX_BYTES, null);
            GenericRecord read = reader.read(null, decoder);
            if (decoder.isEnd()) {
                return read;
            }
        } catch (ValueBounds.OutOfBoundsException e) {
            throw new UndecodableException(
                    Reason.UNDECODABLE,
                    "the value is not a valid Avro-encoded " + name(reader) + ": " + e.getMessage(),
                    e);
        } catch (Throwable e) {
            throw new UndecodableException(
                    Reason.UNDECODABLE,
                    "the value is not a valid Avro-encoded " + name(reader) + ": " + UndecodableException.causeOf(e),
                    e);
        }
        throw new UndecodableException(
                Reason.UNDECODABLE, "the value goes on after the end of its " + name(reader), null);
    }

    private static String name(PlainRecordReader reader) {
        return reader.getSchema().getFullName();
    }
}
