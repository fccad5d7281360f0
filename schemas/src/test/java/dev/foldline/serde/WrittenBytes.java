package dev.foldline.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Records in Confluent's wire format as another build, with other generated classes, would have written them. */
final class WrittenBytes {

    private WrittenBytes() {}

    static byte[] of(int schemaId, GenericRecord record) {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        buffer.writeBytes(new byte[WireFormat.PREFIX_BYTES]);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(buffer, null);
        try {
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        byte[] bytes = buffer.toByteArray();
        WireFormat.putPrefix(bytes, schemaId);
        return bytes;
    }
}
