package dev.foldline.command.batch;

import dev.foldline.command.store.StreamId;
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.contract.CommandMetadata;
import dev.foldline.contract.InvalidHeaderException;
import dev.foldline.domain.AggregateType;
import dev.foldline.schema.BulkCommand;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistryUnavailableException;
import dev.foldline.serde.UndecodableException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Turns records of the commands topic into commands, or into what is wrong with them. Not thread-safe. */
final class CommandDecoder {

    /** A key is in the B-trees of Postgres, which hold up to 2,704 bytes per row, and three times in a record. */
    static final int KEY_BYTES_MAX = 512;

    /** Commands of one bulk; its result has a part for each, and must fit into a record. */
    static final int BULK_COMMANDS_MAX = 1000;

    private final AvroDecoder decoder;
    private final AggregateTypes types;

    /**
     * @param decoder knows {@link BulkCommand} and the commands of all {@code types}
     */
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
            StreamId stream = new StreamId(record.partition(), aggregateId);
            SpecificRecord value = decoder.decode(record.value());
            if (value instanceof BulkCommand bulk) {
                List<SpecificRecord> commands = commandsOf(bulk);
                return new IncomingCommand.Decodable(record, metadata, stream, commonType(commands), commands, true);
            }
            return new IncomingCommand.Decodable(record, metadata, stream, type(value), List.of(value), false);
        } catch (InvalidBulkException e) {
            return undecodable(record, metadata, aggregateId, e.code, e);
        } catch (InvalidKeyException e) {
            return undecodable(record, metadata, aggregateId, "invalid-key", e);
        } catch (InvalidHeaderException e) {
            return undecodable(record, metadata, aggregateId, "invalid-header", e);
        } catch (UndecodableException e) {
            return undecodable(record, metadata, aggregateId, code(e.reason()), e);
        }
    }

    /** A record that is set aside by its place, whatever it is: its id and its key as far as they can be had. */
    IncomingCommand.Undecodable setAside(ConsumerRecord<byte[], byte[]> record, Refusal refusal) {
        CommandMetadata metadata;
        String aggregateId;
        try {
            metadata = CommandMetadata.read(record.topic(), record.partition(), record.offset(), record.headers());
            aggregateId = aggregateId(record.key());
        } catch (InvalidHeaderException | InvalidKeyException | RuntimeException e) {
            metadata = CommandMetadata.ofPlace(record.topic(), record.partition(), record.offset());
            aggregateId = "";
        }
        return new IncomingCommand.Undecodable(
                record, metadata, aggregateId, refusal.code(), refusal.message(), refusal.exception());
    }

    private AggregateType<?, ?, ?> type(SpecificRecord command) {
        AggregateType<?, ?, ?> type = types.owning(command.getSchema().getFullName());
        if (type == null) {
            throw new IllegalStateException("the decoder gave a record that no aggregate type owns: "
                    + command.getSchema().getFullName());
        }
        return type;
    }

    private List<SpecificRecord> commandsOf(BulkCommand bulk) throws InvalidBulkException {
        int count = bulk.getCommands().size();
        if (count == 0 || count > BULK_COMMANDS_MAX) {
            throw new InvalidBulkException(
                    "invalid-bulk", "a bulk has 1 to " + BULK_COMMANDS_MAX + " commands, this one has " + count);
        }
        List<SpecificRecord> commands = new ArrayList<>(count);
        for (ByteBuffer bytes : bulk.getCommands()) {
            String which = "command " + (commands.size() + 1) + " of " + count + " in the bulk: ";
            try {
                SpecificRecord command = decoder.decode(copyOf(bytes));
                if (command instanceof BulkCommand) {
                    throw new InvalidBulkException("invalid-bulk", which + "a bulk inside of a bulk");
                }
                commands.add(command);
            } catch (UndecodableException e) {
                throw new InvalidBulkException(code(e.reason()), which + e.getMessage());
            }
        }
        return commands;
    }

    private AggregateType<?, ?, ?> commonType(List<SpecificRecord> commands) throws InvalidBulkException {
        AggregateType<?, ?, ?> common = type(commands.getFirst());
        for (SpecificRecord command : commands) {
            AggregateType<?, ?, ?> type = type(command);
            if (!type.equals(common)) {
                throw new InvalidBulkException(
                        "invalid-bulk",
                        "the bulk has commands of the types " + common.name() + " and " + type.name()
                                + ", but one aggregate is of one type");
            }
        }
        return common;
    }

    private static byte[] copyOf(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
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
            case NO_MIGRATION, UNDECODABLE -> "undecodable";
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

    /** A bulk or one of its commands is not valid. */
    private static final class InvalidBulkException extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        private final String code;

        InvalidBulkException(String code, String message) {
            super(message);
            this.code = code;
        }
    }

    /** The key of a record is not a valid aggregate id. */
    private static final class InvalidKeyException extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        InvalidKeyException(String message) {
            super(message);
        }
    }
}
