package dev.foldline.verify.check;

import dev.foldline.contract.HeaderNames;
import dev.foldline.domain.version.GeneratedClasses;
import dev.foldline.schema.CommandPart;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.verify.source.DeadLetterRow;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.OutcomeRow;
import dev.foldline.verify.source.PartitionCursor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * One partition in which everything is right, as lists that a test can spoil: an account is opened, gets a deposit, is
 * refused a withdrawal, gets the deposit a second time under the same id, and is sent bytes that are not a command.
 */
public final class SamplePipeline {

    public static final String ACCOUNT = "account-1";
    public static final Instant AT = Instant.parse("2026-01-01T00:00:00.123456Z");
    private static final int PARTITION = 3;
    private static final List<Schema> SCHEMAS =
            List.of(AccountOpened.getClassSchema(), MoneyDeposited.getClassSchema(), CommandResult.getClassSchema());

    static {
        GeneratedClasses.trust();
    }

    public final List<EventRow> eventRows = new ArrayList<>();
    final List<OutcomeRow> outcomeRows = new ArrayList<>();
    final List<DeadLetterRow> letterRows = new ArrayList<>();
    final List<ConsumerRecord<byte[], byte[]>> commands = new ArrayList<>();
    final List<ConsumerRecord<byte[], byte[]>> events = new ArrayList<>();
    final List<ConsumerRecord<byte[], byte[]>> results = new ArrayList<>();
    final List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
    PartitionCursor read = new PartitionCursor(PARTITION, 5, 3);
    PartitionCursor later = read;
    boolean resultsPurged;

    public SamplePipeline() {
        eventRow(0, new AccountOpened(ACCOUNT, "Ada", "EUR", 100L));
        eventRow(1, new MoneyDeposited(ACCOUNT, 50L, "EUR", 150L, "salary"));
        outcomeRows.add(refusal(2, id(2), CommandStatus.REJECTED, "insufficient-funds"));
        outcomeRows.add(repeat(CommandStatus.ACCEPTED, ""));
        outcomeRows.add(refusal(4, id(4), CommandStatus.FAILED, "undecodable"));
        for (int offset = 0; offset < 5; offset++) {
            UUID commandId = offset == 3 ? id(1) : id(offset);
            commands.add(record("commands", offset, ACCOUNT, new byte[] {9}, Map.of(HeaderNames.ID, "" + commandId)));
        }
        eventRows.forEach(row -> events.add(eventRecord(row, events.size())));
        for (CommandResult result : List.of(
                ExpectedResultsOf.events(eventRows.get(0)),
                ExpectedResultsOf.events(eventRows.get(1)),
                ExpectedResultsOf.outcome(outcomeRows.get(0)),
                CommandResult.newBuilder(ExpectedResultsOf.events(eventRows.get(1)))
                        .setDuplicate(true)
                        .build(),
                ExpectedResultsOf.outcome(outcomeRows.get(2)))) {
            results.add(resultRecord(results.size(), results.size(), result));
        }
        letterRows.add(new DeadLetterRow(PARTITION, 4, utf8(ACCOUNT), new byte[] {9}));
        letters.add(record("commands.dlq", 0, ACCOUNT, new byte[] {9}, Map.of("__streams.errors.offset", "4")));
    }

    /** Runs all checks that look at one partition, and gives their reports by a word of their names. */
    Map<String, CheckReport> verify() {
        SequenceCheck sequence = new SequenceCheck();
        EventTopicCheck topic = new EventTopicCheck(Map.of());
        ResultCheck resultCheck = new ResultCheck(SamplePipeline::decode);
        CommandCheck commandCheck = new CommandCheck();
        DeadLetterCheck letterCheck = new DeadLetterCheck();
        topic.beginPartition(events.iterator());
        Set<Long> repeated = outcomeRows.stream()
                .filter(OutcomeRow::duplicate)
                .map(OutcomeRow::firstOffset)
                .collect(Collectors.toSet());
        new PartitionWalk(new PartitionWalk.Sources(
                        commands.iterator(),
                        eventRows.iterator(),
                        outcomeRows.iterator(),
                        results.iterator(),
                        repeated,
                        decidedAgain(),
                        read,
                        later,
                        0,
                        resultsPurged))
                .run(
                        row -> {
                            sequence.row(row);
                            topic.row(row);
                        },
                        commandCheck,
                        resultCheck);
        sequence.endPartition(read, 0);
        topic.endPartition(read, later);
        letterCheck.partition(letterRows.iterator(), letters.iterator(), false);
        Map<String, CheckReport> reports = new TreeMap<>();
        reports.put("positions", sequence.positions());
        reports.put("versions", sequence.versions());
        reports.put("topic", topic.report());
        reports.put("results", resultCheck.report());
        reports.put("commands", commandCheck.report());
        reports.put("letters", letterCheck.report());
        return reports;
    }

    static UUID id(long number) {
        return new UUID(0x019a9f0000007000L, 0x8000000000000000L | number);
    }

    /** An outcome of a command that was sent once and left nothing. */
    static OutcomeRow refusal(long offset, UUID commandId, CommandStatus status, String code) {
        return new OutcomeRow(
                PARTITION, offset, commandId, ACCOUNT, "account", status, code, code, null, null, 2, 2, 0, AT, offset,
                List.of());
    }

    /** The outcome of offset 3, which repeats the command of offset 1. */
    static OutcomeRow repeat(CommandStatus status, String code) {
        return new OutcomeRow(
                PARTITION, 3, id(1), ACCOUNT, "account", status, code, code, null, null, 2, 2, 1, AT, 1, List.of());
    }

    static ConsumerRecord<byte[], byte[]> resultRecord(long offset, long commandOffset, CommandResult result) {
        return record(
                "command-results",
                offset,
                ACCOUNT,
                encode(result),
                Map.of(HeaderNames.COMMAND_OFFSET, Long.toString(commandOffset)));
    }

    static ConsumerRecord<byte[], byte[]> record(
            String topic, long offset, String key, byte[] value, Map<String, String> headers) {
        RecordHeaders all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, utf8(text)));
        return new ConsumerRecord<>(
                topic,
                PARTITION,
                offset,
                AT.toEpochMilli(),
                TimestampType.CREATE_TIME,
                key.length(),
                value.length,
                utf8(key),
                value,
                all,
                Optional.empty());
    }

    static ConsumerRecord<byte[], byte[]> at(long timestampMs, ConsumerRecord<byte[], byte[]> record) {
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                timestampMs,
                TimestampType.CREATE_TIME,
                record.serializedKeySize(),
                record.serializedValueSize(),
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
    }

    static ConsumerRecord<byte[], byte[]> eventRecord(EventRow row, long offset) {
        return record("events", offset, row.aggregateId(), row.payload(), headers(row));
    }

    static Map<String, String> headers(EventRow row) {
        Map<String, String> headers = new TreeMap<>(Map.of(
                "ce_specversion", "1.0",
                "ce_id", row.eventId().toString(),
                "ce_type", row.eventType(),
                "ce_source", "/foldline/account",
                "ce_subject", row.aggregateId(),
                "ce_time", "2026-01-01T00:00:00.123456Z",
                "content-type", "application/avro",
                "ce_correlationid", row.correlationId().toString(),
                "ce_causationid", row.causationId().toString(),
                "ce_aggregateversion", Long.toString(row.aggregateVersion())));
        headers.put("ce_position", Long.toString(row.position()));
        headers.put("ce_eventversion", "1");
        headers.put("ce_actor", "ada");
        return headers;
    }

    /** A byte for the place of the schema, then Avro binary: these tests need no registry. */
    static byte[] encode(SpecificRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(schemaNumber(record));
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new SpecificDatumWriter<>(record.getSchema()).write(record, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static SpecificRecord decode(byte @Nullable [] bytes) {
        if (bytes == null) {
            throw new IllegalArgumentException("no sample has a null value");
        }
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, null);
        try {
            return new SpecificDatumReader<SpecificRecord>(SCHEMAS.get(bytes[0])).read(null, decoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] changed(byte[] bytes) {
        byte[] copy = Arrays.copyOf(bytes, bytes.length);
        copy[copy.length - 1] ^= 1;
        return copy;
    }

    private static int schemaNumber(SpecificRecord record) {
        return SCHEMAS.indexOf(record.getSchema());
    }

    /**
     * Adds a command that left events for one version each, behind all that is there.
     *
     * @param retryOf value of the header {@code ce_retryof}; null for none
     * @param parts   how many commands it has where it is a bulk, else 0
     * @param part    for each event, which command left it
     */
    void accepted(UUID commandId, @Nullable Long retryOf, int parts, int... part) {
        long offset = commands.size();
        Map<String, String> headers = new TreeMap<>(Map.of(HeaderNames.ID, commandId.toString()));
        if (retryOf != null) {
            headers.put(HeaderNames.RETRY_OF, retryOf.toString());
        }
        commands.add(record("commands", offset, ACCOUNT, new byte[] {9}, headers));
        for (int number : part) {
            eventRow(offset, commandId, new MoneyDeposited(ACCOUNT, 1L, "EUR", 151L, "bonus"), number, parts);
            events.add(eventRecord(eventRows.getLast(), events.size()));
        }
        CommandResult result = CommandResult.newBuilder(ExpectedResultsOf.events(eventRows.getLast()))
                .setEventCount(part.length)
                .build();
        results.add(resultRecord(results.size(), offset, result));
        read = new PartitionCursor(PARTITION, offset + 1, eventRows.size() + 1L);
        later = read;
    }

    /** Replaces the result of a command by one with these parts. */
    void resultHas(int offset, List<CommandPart> parts) {
        CommandResult result = (CommandResult) decode(results.get(offset).value());
        results.set(
                offset,
                resultRecord(
                        offset,
                        offset,
                        CommandResult.newBuilder(result).setParts(parts).build()));
    }

    private Set<UUID> decidedAgain() {
        Map<UUID, Set<Long>> offsets = new TreeMap<>();
        eventRows.forEach(row ->
                offsets.computeIfAbsent(row.causationId(), _ -> new TreeSet<>()).add(row.commandOffset()));
        outcomeRows.stream()
                .filter(row -> !row.duplicate())
                .forEach(row -> offsets.computeIfAbsent(row.commandId(), _ -> new TreeSet<>())
                        .add(row.commandOffset()));
        return offsets.entrySet().stream()
                .filter(id -> id.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private void eventRow(long commandOffset, SpecificRecord event) {
        eventRow(commandOffset, id(commandOffset), event, 0, 0);
    }

    private void eventRow(long commandOffset, UUID commandId, SpecificRecord event, int part, int parts) {
        long position = eventRows.size() + 1L;
        eventRows.add(new EventRow(
                PARTITION,
                position,
                ACCOUNT,
                "account",
                position,
                id(100 + position),
                event.getSchema().getFullName(),
                1,
                encode(event),
                AT,
                commandId,
                commandId,
                commandOffset,
                "ada",
                null,
                null,
                part,
                parts));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The right results, written out by hand: the code under test must not say what is right. */
    private static final class ExpectedResultsOf {

        static CommandResult events(EventRow row) {
            return new CommandResult(
                    row.causationId().toString(),
                    ACCOUNT,
                    "account",
                    CommandStatus.ACCEPTED,
                    row.aggregateVersion(),
                    PARTITION,
                    row.commandOffset(),
                    row.position(),
                    1,
                    "",
                    "",
                    null,
                    null,
                    false,
                    AT,
                    List.of());
        }

        static CommandResult outcome(OutcomeRow row) {
            return new CommandResult(
                    row.commandId().toString(),
                    ACCOUNT,
                    "account",
                    row.status(),
                    row.aggregateVersion(),
                    PARTITION,
                    row.commandOffset(),
                    row.lastPosition(),
                    0,
                    row.code(),
                    row.code(),
                    null,
                    null,
                    false,
                    AT,
                    List.of());
        }
    }
}
