package dev.foldline.serde;

import dev.foldline.domain.version.EventVersion;
import dev.foldline.domain.version.MigrationException;
import dev.foldline.domain.version.MigrationPaths;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns records of other versions into this build's generated classes.
 *
 * @param paths migrations between versions
 */
record EventMigration(MigrationPaths<GenericRecord> paths) {

    /**
     * Migrates one record.
     *
     * @param written as {@link PlainRecordReader} read it
     * @param present this build's schema of it
     * @throws UndecodableException if no migration leads there, or a step failed or returned a record that is not valid
     */
    SpecificRecord apply(GenericRecord written, Schema present) throws UndecodableException {
        String type = present.getFullName();
        int from = EventVersion.of(written.getSchema());
        int to = EventVersion.of(present);
        try {
            GenericRecord migrated = paths.migrate(type, from, to, written);
            int reached = EventVersion.of(migrated.getSchema());
            if (reached != to) {
                throw noMigration(
                        "migrating event " + type + " from version " + from + " to " + to + " gave version " + reached,
                        null);
            }
            return generated(migrated, present);
        } catch (MigrationException e) {
            throw noMigration(String.valueOf(e.getMessage()), e);
        } catch (UndecodableException e) {
            throw e;
        } catch (Throwable e) {
            throw noMigration(
                    "migrating event " + type + " from version " + from + " to " + to
                            + (e instanceof Error ? " failed: " : " gave a wrong record: ")
                            + UndecodableException.causeOf(e),
                    e);
        }
    }

    /** Encodes and decodes with Avro, which checks every field, fills in defaults, and turns longs into times. */
    private static SpecificRecord generated(GenericRecord migrated, Schema present) throws IOException {
        Schema schema = migrated.getSchema();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(schema, PlainRecordReader.plain()).write(migrated, encoder);
        return new SpecificDatumReader<SpecificRecord>(schema, present, SpecificData.getForSchema(present))
                .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
    }

    private static UndecodableException noMigration(String message, @Nullable Throwable cause) {
        return new UndecodableException(UndecodableException.Reason.NO_MIGRATION, message, cause);
    }
}
