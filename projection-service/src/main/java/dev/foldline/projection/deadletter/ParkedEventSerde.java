package dev.foldline.projection.deadletter;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** A {@link ParkedEvent} as its fields in their order, lengths in front; -1 is the length of null. Thread-safe. */
final class ParkedEventSerde implements Serde<ParkedEvent> {

    private static final int NULL = -1;

    @Override
    public Serializer<ParkedEvent> serializer() {
        return (topic, event) -> event == null ? null : write(event);
    }

    @Override
    public Deserializer<ParkedEvent> deserializer() {
        return (topic, bytes) -> bytes == null ? null : read(bytes);
    }

    private static byte[] write(ParkedEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            IncomingRecord incoming = event.incoming();
            write(out, incoming.key().getBytes(StandardCharsets.UTF_8));
            write(out, incoming.value());
            Header[] headers = incoming.headers().toArray();
            out.writeInt(headers.length);
            for (Header header : headers) {
                write(out, header.key().getBytes(StandardCharsets.UTF_8));
                write(out, header.value());
            }
            out.writeInt(incoming.partition());
            out.writeLong(incoming.position());
            out.writeLong(incoming.timeMs());
            write(out, event.error().getBytes(StandardCharsets.UTF_8));
            out.writeInt(event.attempts());
            out.writeLong(event.parkedAtMs());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static ParkedEvent read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String key = text(in);
            byte[] value = bytes(in);
            Headers headers = new RecordHeaders();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                headers.add(text(in), bytes(in));
            }
            IncomingRecord incoming =
                    new IncomingRecord(key, value, headers, in.readInt(), in.readLong(), in.readLong());
            return new ParkedEvent(incoming, text(in), in.readInt(), in.readLong());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            out.writeInt(NULL);
        } else {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private static byte @Nullable [] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == NULL ? null : in.readNBytes(length);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
