package dev.foldline.command.batch;

import dev.foldline.command.decide.AggregateType;
import dev.foldline.command.decide.AggregateTypes;
import dev.foldline.command.store.StreamId;
import dev.foldline.contract.CommandMetadata;
import dev.foldline.contract.InvalidHeaderException;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistryUnavailableException;
import dev.foldline.serde.UndecodableException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Turns records of the commands topic into commands, or into what is wrong with them. Not thread-safe. */
final class CommandDecoder {

    /** A key stands in the B-trees of Postgres, which hold up to 2,704 bytes per row, and three times in a record. */
    static final int KEY_BYTES_MAX = 512;

    private final AvroDecoder decoder;
    private final AggregateTypes types;

    CommandDecoder(AvroDecoder decoder, AggregateTypes types) {
        this.decoder = decoder;
        this.types = types;
    }

    /**
     * Decodes one record.
     *
     * @throws RegistryUnavailableException if the writer's schema is not known yet and cannot be had now; the record
     *                                      must be read again later
     */
    IncomingCommand decode(ConsumerRecord<byte[], byte[]> record) {
        String aggregateId = "";
        @Nullable CommandMetadata metadata = null;
        try {
            metadata = CommandMetadata.read(record.topic(), record.partition(), record.offset(), record.headers());
            aggregateId = aggregateId(record.key());
            SpecificRecord command = decoder.decode(record.value());
            AggregateType<?, ?, ?> type = types.owning(command.getSchema().getFullName());
            if (type == null) {
                throw new IllegalStateException("the decoder gave a record that no aggregate type owns: "
                        + command.getSchema().getFullName());
            }
            return new IncomingCommand.Decodable(
                    record, metadata, new StreamId(record.partition(), aggregateId), type, command);
        } catch (InvalidKeyException e) {
            return undecodable(record, metadata, aggregateId, "invalid-key", e);
        } catch (InvalidHeaderException e) {
            return undecodable(record, metadata, aggregateId, "invalid-header", e);
        } catch (UndecodableException e) {
            return undecodable(record, metadata, aggregateId, code(e.reason()), e);
        }
    }

    private static IncomingCommand undecodable(
            ConsumerRecord<byte[], byte[]> record,
            @Nullable CommandMetadata metadata,
            String aggregateId,
            String code,
            Exception e) {
        return new IncomingCommand.Undecodable(
                record,
                metadata == null
                        ? CommandMetadata.ofPlace(record.topic(), record.partition(), record.offset())
                        : metadata,
                aggregateId,
                code,
                String.valueOf(e.getMessage()),
                e.getClass().getName());
    }

    private static String code(UndecodableException.Reason reason) {
        return switch (reason) {
            case UNDECODABLE, NO_MIGRATION -> "undecodable";
            case UNKNOWN_SCHEMA -> "unknown-schema";
            case UNKNOWN_TYPE -> "unknown-command";
        };
    }

    private static String aggregateId(byte @Nullable [] key) throws InvalidKeyException {
        if (key == null || key.length == 0) {
            throw new InvalidKeyException("the record has no key, so it names no aggregate");
        }
        if (key.length > KEY_BYTES_MAX) {
            throw new InvalidKeyException(
                    "the key has " + key.length + " bytes; an aggregate id has at most " + KEY_BYTES_MAX);
        }
        try {
            String id = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
            if (id.indexOf('\0') >= 0) {
                throw new InvalidKeyException("the key has a NUL character, which an aggregate id must not have");
            }
            return id;
        } catch (CharacterCodingException e) {
            throw new InvalidKeyException("the key is not UTF-8 text");
        }
    }

    /** The key of a record is no aggregate id. */
    private static final class InvalidKeyException extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        InvalidKeyException(String message) {
            super(message);
        }
    }
}
