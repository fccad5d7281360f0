package dev.foldline.domain.spec;

import dev.foldline.domain.version.GeneratedClasses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Records of one schema as Avro bytes and back, as the engines keep them. */
final class RecordBytes<R extends SpecificRecord> {

    private final Schema schema;

    RecordBytes(Schema schema) {
        GeneratedClasses.trust();
        this.schema = schema;
    }

    byte[] write(R record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            new SpecificDatumWriter<R>(schema).write(record, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory", e);
        }
        return out.toByteArray();
    }

    R read(byte[] bytes) {
        try {
            return new SpecificDatumReader<R>(schema)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory", e);
        }
    }
}
