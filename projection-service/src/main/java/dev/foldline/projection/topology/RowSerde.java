package dev.foldline.projection.topology;

import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.UndecodableException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Rows of a view in Confluent's wire format, in the store as in the topic, so that the store's bytes are those that
 * consumers read.
 *
 * <p>Thread-safe, as Streams shares one serde among its threads and those that query: each thread has its own encoder and
 * decoder.
 *
 * @param <V> the view's row
 */
final class RowSerde<V extends SpecificRecord> implements Serde<V> {

    private final Serializer<V> serializer;
    private final Deserializer<V> deserializer;

    /**
     * @param topic  the view's topic, whose subject has the schema
     * @param schema of the row, with a generated class
     */
    RowSerde(RegistrySchemas schemas, String topic, Schema schema) {
        ThreadLocal<AvroEncoder> encoders = ThreadLocal.withInitial(() -> AvroEncoder.ofValue(schemas, topic));
        ThreadLocal<AvroDecoder> decoders = ThreadLocal.withInitial(() -> new AvroDecoder(schemas, List.of(schema)));
        serializer = (written, row) -> row == null ? null : encoders.get().encode(row);
        deserializer = (read, bytes) -> bytes == null ? null : decode(decoders.get(), topic, bytes);
    }

    @Override
    public Serializer<V> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<V> deserializer() {
        return deserializer;
    }

    // The decoder was given this schema alone, so what it returns is a row.
    @SuppressWarnings("unchecked")
    private V decode(AvroDecoder decoder, String topic, byte[] bytes) {
        try {
            return (V) decoder.decode(bytes);
        } catch (UndecodableException e) {
            throw new SerializationException("row of " + topic + ": " + e.getMessage(), e);
        }
    }
}
