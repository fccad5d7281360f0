package dev.foldline.command.batch;

import dev.foldline.command.batch.rule.KeyPlace;
import dev.foldline.command.batch.rule.Refusal;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.contract.CommandMetadata;
import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.InvalidHeaderException;
import dev.foldline.contract.Topics;
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
import java.util.Locale;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns records of the commands topic into commands, or into what is wrong with them. Not thread-safe. */
final class CommandDecoder {

    /** A key is in the B-trees of Postgres, which hold up to 2,704 bytes per row, and three times in a record. */
    static final int KEY_BYTES_MAX = Topics.KEY_BYTES_MAX;

    /** Commands of one bulk; its result has a part for each, and must fit into a record. */
    static final int BULK_COMMANDS_MAX = 1000;

    private static final String UNDECODABLE = "undecodable";
    private static final String INVALID_KEY = "invalid-key";

    /** Where Confluent's later serializers can put the schema id, in place of the value's prefix. */
    private static final String SCHEMA_ID_HEADER = "__value_schema_id";

    /** Content types of CloudEvents in structured and in batched mode. */
    private static final String STRUCTURED = "application/cloudevents";

    private static final Logger log = LoggerFactory.getLogger(CommandDecoder.class);

    private final AvroDecoder decoder;
    private final AggregateTypes types;
    private final KeyPlace place;

    /**
     * @param decoder knows {@link BulkCommand} and the commands of all {@code types}
     * @param place   where a key's records belong
     */
    CommandDecoder(AvroDecoder decoder, AggregateTypes types, KeyPlace place) {
        this.decoder = decoder;
        this.types = types;
        this.place = place;
    }

    /**
     * Decodes one record. Whatever goes wrong is the record's own fault, short of a broken machine.
     *
     * @throws RegistryUnavailableException if the writer's schema is not known yet and cannot be had now; the record
     *                                      must be read again later
     */
    IncomingCommand decode(ConsumerRecord<byte[], byte[]> record) {
        CommandMetadata metadata;
        @Nullable InvalidHeaderException invalidHeader = null;
        try {
            metadata = CommandMetadata.read(record.topic(), record.partition(), record.offset(), record.headers());
        } catch (InvalidHeaderException e) {
            metadata = e.metadata();
            invalidHeader = e;
        }
        String aggregateId = "";
        try {
            aggregateId = aggregateId(record.key());
            place.require(record.key(), record.partition());
            if (invalidHeader != null) {
                return undecodable(record, metadata, aggregateId, "invalid-header", invalidHeader);
            }
            requireReadableForm(record);
            StreamId stream = new StreamId(record.partition(), aggregateId);
            boolean sentAgain = metadata.retryOf() != CommandMetadata.NO_RETRY;
            SpecificRecord value = sentAgain ? decoder.decodeAgain(record.value()) : decoder.decode(record.value());
            if (value instanceof BulkCommand bulk) {
                List<SpecificRecord> commands = commandsOf(bulk);
                return new IncomingCommand.Decodable(record, metadata, stream, commonType(commands), commands, true);
            }
            return new IncomingCommand.Decodable(record, metadata, stream, type(value), List.of(value), false);
        } catch (InvalidFormException e) {
            return undecodable(record, metadata, aggregateId, e.code, e);
        } catch (KeyPlace.WrongPartitionException e) {
            return undecodable(record, metadata, aggregateId, "wrong-partition", e);
        } catch (UndecodableException e) {
            return undecodable(record, metadata, aggregateId, code(e.reason()), e);
        } catch (RegistryUnavailableException e) {
            throw e;
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError broken && !(e instanceof StackOverflowError)) {
                throw broken;
            }
            log.warn(
                    "{}-{}: decoding the record at offset {} failed with {}, it becomes a dead letter",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getClass().getName());
            log.debug("{}-{}, offset {}", record.topic(), record.partition(), record.offset(), e);
            return new IncomingCommand.Undecodable(
                    record,
                    metadata,
                    aggregateId,
                    UNDECODABLE,
                    "decoding failed: " + e,
                    e.getClass().getName());
        }
    }

    /** Names the forms of a record that other senders use and this pipeline does not read. */
    private static void requireReadableForm(ConsumerRecord<byte[], byte[]> record) throws InvalidFormException {
        if (record.headers().lastHeader(SCHEMA_ID_HEADER) != null) {
            throw new InvalidFormException(
                    UNDECODABLE,
                    "the schema id is in the header " + SCHEMA_ID_HEADER
                            + ", but it is read from the value's first five"
                            + " bytes: set the serializer's value.schema.id.serializer to"
                            + " io.confluent.kafka.serializers.schema.id.PrefixSchemaIdSerializer");
        }
        Header contentType = record.headers().lastHeader(HeaderNames.CONTENT_TYPE);
        if (contentType != null && contentType.value() != null) {
            String type = new String(contentType.value(), StandardCharsets.UTF_8)
                    .strip()
                    .toLowerCase(Locale.ROOT);
            if (type.startsWith(STRUCTURED)) {
                throw new InvalidFormException(
                        UNDECODABLE,
                        "content-type says CloudEvents in structured or batched mode, but a command is read in binary"
                                + " mode: the Avro record as the value, the attributes as headers that begin with ce_");
            }
        }
    }

    /** A record that is set aside by its place, whatever it is: its id and its key as far as they can be had. */
    IncomingCommand.Undecodable setAside(ConsumerRecord<byte[], byte[]> record, Refusal refusal) {
        CommandMetadata metadata;
        try {
            metadata = CommandMetadata.read(record.topic(), record.partition(), record.offset(), record.headers());
        } catch (InvalidHeaderException e) {
            metadata = e.metadata();
        }
        String aggregateId;
        try {
            aggregateId = aggregateId(record.key());
        } catch (InvalidFormException e) {
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

    private List<SpecificRecord> commandsOf(BulkCommand bulk) throws InvalidFormException {
        int count = bulk.getCommands().size();
        if (count == 0 || count > BULK_COMMANDS_MAX) {
            throw new InvalidFormException(
                    "invalid-bulk", "a bulk has 1 to " + BULK_COMMANDS_MAX + " commands, this one has " + count);
        }
        List<SpecificRecord> commands = new ArrayList<>(count);
        for (ByteBuffer bytes : bulk.getCommands()) {
            String which = "command " + (commands.size() + 1) + " of " + count + " in the bulk: ";
            try {
                SpecificRecord command = decoder.decode(copyOf(bytes));
                if (command instanceof BulkCommand) {
                    throw new InvalidFormException("invalid-bulk", which + "a bulk inside of a bulk");
                }
                commands.add(command);
            } catch (UndecodableException e) {
                throw new InvalidFormException(code(e.reason()), which + e.getMessage());
            }
        }
        return commands;
    }

    private AggregateType<?, ?, ?> commonType(List<SpecificRecord> commands) throws InvalidFormException {
        AggregateType<?, ?, ?> common = type(commands.getFirst());
        for (SpecificRecord command : commands) {
            AggregateType<?, ?, ?> type = type(command);
            if (!type.equals(common)) {
                throw new InvalidFormException(
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
            CommandMetadata metadata,
            String aggregateId,
            String code,
            Exception e) {
        return new IncomingCommand.Undecodable(
                record,
                metadata,
                aggregateId,
                code,
                String.valueOf(e.getMessage()),
                e.getClass().getName());
    }

    private static String code(UndecodableException.Reason reason) {
        return switch (reason) {
            case NO_MIGRATION, UNDECODABLE -> UNDECODABLE;
            case UNKNOWN_SCHEMA -> "unknown-schema";
            case SCHEMA_UNAVAILABLE -> "schema-unavailable";
            case UNKNOWN_TYPE -> "unknown-command";
        };
    }

    private static String aggregateId(byte @Nullable [] key) throws InvalidFormException {
        if (key == null || key.length == 0) {
            throw new InvalidFormException(INVALID_KEY, "the record has no key, so it names no aggregate");
        }
        if (key.length > KEY_BYTES_MAX) {
            throw new InvalidFormException(
                    INVALID_KEY, "the key has " + key.length + " bytes; an aggregate id has at most " + KEY_BYTES_MAX);
        }
        try {
            String id = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
            if (id.indexOf('\0') >= 0) {
                throw new InvalidFormException(
                        INVALID_KEY, "the key has a NUL character, which an aggregate id must not have");
            }
            return id;
        } catch (CharacterCodingException e) {
            throw new InvalidFormException(INVALID_KEY, "the key is not UTF-8 text");
        }
    }

    /** The key, the form, a bulk or one of its commands is not valid. */
    private static final class InvalidFormException extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        private final String code;

        InvalidFormException(String code, String message) {
            super(message);
            this.code = code;
        }
    }
}
