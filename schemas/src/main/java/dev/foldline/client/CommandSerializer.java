package dev.foldline.client;

import dev.foldline.schema.BulkCommand;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes a command as Confluent's serializer does, and a list of commands as one {@link BulkCommand}. Thread-safe. */
final class CommandSerializer implements Serializer<Object> {

    private final Serializer<Object> records;

    /**
     * @param records writes one Avro record; thread-safe; closed with this
     */
    CommandSerializer(Serializer<Object> records) {
        this.records = records;
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Object value) {
        return records.serialize(topic, recordOf(topic, value));
    }

    @Override
    public byte @Nullable [] serialize(String topic, Headers headers, @Nullable Object value) {
        return records.serialize(topic, headers, recordOf(topic, value));
    }

    @Override
    public void close() {
        records.close();
    }

    private @Nullable Object recordOf(String topic, @Nullable Object value) {
        return value instanceof List<?> commands
                ? new BulkCommand(commands.stream()
                        .map(command -> ByteBuffer.wrap(records.serialize(topic, command)))
                        .toList())
                : value;
    }
}
