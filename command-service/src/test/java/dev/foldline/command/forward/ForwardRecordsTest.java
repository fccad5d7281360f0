package dev.foldline.command.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.store.BatchBuilder;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.DeadLetter;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.contract.Topics;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.serde.AvroEncoder;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ForwardRecordsTest {

    private static final Instant AT = Instant.parse("2026-11-21T10:15:30.123456Z");
    private static final UUID COMMAND = new UUID(0x7000, 1);
    private static final UUID CORRELATION = new UUID(0x7000, 2);
    private static final UUID EVENT = new UUID(0x7000, 3);
    private static final byte[] PAYLOAD = {0, 0, 0, 0, 7, 2, 65};
    private static final int RESULT_SCHEMA_ID = 9;
    private static final int PREFIX_BYTES = 5;

    private final ForwardRecords records =
            new ForwardRecords(new Topics("bank."), new AvroEncoder(_ -> RESULT_SCHEMA_ID));

    // --- events ---

    @Test
    void anEventsHeadersAreThoseOfTheContractInThisOrder() {
        StoredEvent event = event(12, new StoredEvent.Metadata("ada", "00-1-2-01"));

        ProducerRecord<byte @Nullable [], byte @Nullable []> record =
                forward(event).getFirst();

        assertThat(record.topic()).isEqualTo("bank.events");
        assertThat(record.partition()).isEqualTo(3);
        assertThat(record.timestamp()).isEqualTo(AT.toEpochMilli());
        assertThat(record.key()).isEqualTo("konto-ä".getBytes(UTF_8));
        assertThat(record.value()).isEqualTo(PAYLOAD);
        assertThat(headers(record))
                .containsExactly(
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_id", EVENT.toString()),
                        Map.entry("ce_type", "dev.foldline.schema.account.MoneyDeposited"),
                        Map.entry("ce_source", "/foldline/account"),
                        Map.entry("ce_subject", "konto-ä"),
                        Map.entry("ce_time", "2026-11-21T10:15:30.123456Z"),
                        Map.entry("content-type", "application/avro"),
                        Map.entry("ce_correlationid", CORRELATION.toString()),
                        Map.entry("ce_causationid", COMMAND.toString()),
                        Map.entry("ce_aggregateversion", "5"),
                        Map.entry("ce_position", "40"),
                        Map.entry("ce_eventversion", "2"),
                        Map.entry("ce_actor", "ada"),
                        Map.entry("traceparent", "00-1-2-01"));
    }

    @Test
    void anEventCarriesTheFingerprintOfItsSchemaWhereThatIsKnown() {
        byte[] fingerprint = "1b8d77e28de0d30c".getBytes(UTF_8);
        EventRecords known = new EventRecords("events", payload -> payload[4] == 7 ? fingerprint : null);
        StoredEvent event = event(12, StoredEvent.Metadata.NONE);

        assertThat(headers(known.of(event))).containsEntry("ce_schemafingerprint", "1b8d77e28de0d30c");
        assertThat(headers(new EventRecords("events", EventRecords.Fingerprints.NONE).of(event)))
                .doesNotContainKey("ce_schemafingerprint");
    }

    @Test
    void actorAndTraceAreOnlyThereWhereTheCommandHadThem() {
        assertThat(headers(forward(event(12, StoredEvent.Metadata.NONE)).getFirst()))
                .hasSize(12)
                .doesNotContainKeys("ce_actor", "traceparent");
        assertThat(headers(forward(event(12, new StoredEvent.Metadata("ada", null)))
                        .getFirst()))
                .containsEntry("ce_actor", "ada")
                .doesNotContainKey("traceparent");
    }

    @Test
    void aStepOfAProcessIsCarriedOnToItsEventsAndItsResult() {
        List<ProducerRecord<byte @Nullable [], byte @Nullable []>> forwarded =
                forward(event(12, new StoredEvent.Metadata(null, null, "transfer/withdraw/t-1", 0, 0)));
        List<ProducerRecord<byte @Nullable [], byte @Nullable []>> repeated =
                forward(rejected().repeatedAt(77, CORRELATION, "transfer/deposit/t-2"));

        assertThat(headers(forwarded.getFirst())).containsEntry("ce_process", "transfer/withdraw/t-1");
        assertThat(headers(forwarded.getLast())).containsEntry("ce_process", "transfer/withdraw/t-1");
        assertThat(headers(repeated.getFirst())).containsEntry("ce_process", "transfer/deposit/t-2");
    }

    // --- results ---

    @Test
    void theResultOfAnAcceptedCommandIsWhatItsEventsTell() {
        ProducerRecord<byte @Nullable [], byte @Nullable []> result =
                forward(event(12, StoredEvent.Metadata.NONE)).getLast();

        assertThat(result.topic()).isEqualTo("bank.command-results");
        assertThat(result.partition()).isEqualTo(3);
        assertThat(result.timestamp()).isEqualTo(AT.toEpochMilli());
        assertThat(result.key()).isEqualTo("konto-ä".getBytes(UTF_8));
        assertThat(headers(result))
                .containsExactly(
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_id", COMMAND.toString()),
                        Map.entry("ce_type", "dev.foldline.schema.CommandResult"),
                        Map.entry("ce_source", "/foldline/command-service"),
                        Map.entry("ce_subject", "konto-ä"),
                        Map.entry("ce_time", "2026-11-21T10:15:30.123456Z"),
                        Map.entry("content-type", "application/avro"),
                        Map.entry("ce_correlationid", CORRELATION.toString()),
                        Map.entry("ce_causationid", COMMAND.toString()),
                        Map.entry("ce_commandoffset", "12"));
        assertThat(value(result))
                .isEqualTo(new CommandResult(
                        COMMAND.toString(),
                        "konto-ä",
                        "account",
                        CommandStatus.ACCEPTED,
                        5L,
                        3,
                        12L,
                        40L,
                        1,
                        "",
                        "",
                        null,
                        null,
                        false,
                        AT,
                        List.of()));
    }

    @Test
    void theResultOfARejectionCarriesItsReasonAndBothVersions() {
        CommandResult value = value(forward(rejected()).getFirst());
        assertThat(value.getStatus()).isEqualTo(CommandStatus.REJECTED);
        assertThat(value.getErrorCode()).isEqualTo("version-conflict");
        assertThat(value.getErrorMessage()).isEqualTo("expected 4, is 5");
        assertThat(value.getExpectedVersion()).isEqualTo(4);
        assertThat(value.getActualVersion()).isEqualTo(5);
        assertThat(value.getAggregateVersion()).isEqualTo(5);
        assertThat(value.getLastPosition()).isEqualTo(40);
        assertThat(value.getEventCount()).isZero();
        assertThat(value.getDuplicate()).isFalse();
    }

    @Test
    void aRepeatIsAnsweredAtItsOwnOffsetWithTheFirstResult() {
        UUID itsCorrelation = new UUID(0x7000, 99);
        ProducerRecord<byte @Nullable [], byte @Nullable []> result = forward(
                        rejected().repeatedAt(77, itsCorrelation, "transfer/withdraw/t-1"))
                .getFirst();
        CommandResult first = value(forward(rejected()).getFirst());

        assertThat(value(result))
                .isEqualTo(CommandResult.newBuilder(first).setDuplicate(true).build());
        assertThat(value(result).getCommandOffset()).isEqualTo(20);
        assertThat(headers(result))
                .containsEntry("ce_commandoffset", "77")
                .containsEntry("ce_correlationid", itsCorrelation.toString())
                .containsEntry("ce_id", COMMAND.toString());
    }

    @Test
    void theResultOfARecordWithoutAKeyHasNone() {
        ProducerRecord<byte @Nullable [], byte @Nullable []> result =
                forward(failed()).getFirst();
        assertThat(result.key()).isNull();
        assertThat(headers(result)).doesNotContainKey("ce_subject").containsEntry("ce_commandoffset", "21");
        assertThat(value(result).getStatus()).isEqualTo(CommandStatus.FAILED);
        assertThat(value(result).getAggregateId()).isEmpty();
        assertThat(value(result).getErrorCode()).isEqualTo("invalid-key");
    }

    // --- dead letters ---

    @Test
    void aDeadLetterIsTheRecordByteForByteWithTheErrorBehindItsHeaders() {
        byte[] odd = {0, -1, 7};
        DeadLetter letter = new DeadLetter(
                3,
                21,
                new byte[] {1, 2},
                new byte[] {9, 8, 7},
                List.of(
                        new DeadLetter.RecordHeader("größe", odd),
                        new DeadLetter.RecordHeader("none", null),
                        new DeadLetter.RecordHeader("größe", odd)),
                "undecodable",
                "no magic byte",
                "dev.foldline.serde.UndecodableException",
                AT);

        ProducerRecord<byte @Nullable [], byte @Nullable []> record = forward(letter);

        assertThat(record.topic()).isEqualTo("bank.commands.dlq");
        assertThat(record.partition()).isEqualTo(3);
        assertThat(record.timestamp()).isEqualTo(AT.toEpochMilli());
        assertThat(record.key()).isEqualTo(new byte[] {1, 2});
        assertThat(record.value()).isEqualTo(new byte[] {9, 8, 7});
        Header[] headers = record.headers().toArray();
        assertThat(headers)
                .extracting(Header::key)
                .containsExactly(
                        "größe",
                        "none",
                        "größe",
                        "__streams.errors.topic",
                        "__streams.errors.partition",
                        "__streams.errors.offset",
                        "__streams.errors.exception",
                        "__streams.errors.message");
        assertThat(headers)
                .extracting(Header::value)
                .containsExactly(
                        odd,
                        null,
                        odd,
                        "bank.commands".getBytes(UTF_8),
                        "3".getBytes(UTF_8),
                        "21".getBytes(UTF_8),
                        "dev.foldline.serde.UndecodableException".getBytes(UTF_8),
                        "undecodable: no magic byte".getBytes(UTF_8));
    }

    @Test
    void aDeadLetterWithoutKeyOrValueStaysWithout() {
        ProducerRecord<byte @Nullable [], byte @Nullable []> record =
                forward(new DeadLetter(3, 21, null, null, List.of(), "undecodable", "null", "", AT));
        assertThat(record.key()).isNull();
        assertThat(record.value()).isNull();
    }

    // --- batches ---

    @Test
    void outcomesComeInTheOrderOfOffsetsWhetherTheyLeftEventsOrNot() {
        PartitionBatch batch = BatchBuilder.from(new Ownership(0, 1, 0, 1))
                .rejected("account-1", COMMAND)
                .accepted("account-1", 3)
                .accepted("account-2", 1)
                .rejected("account-1", COMMAND)
                .marker()
                .dead(new byte[] {1})
                .accepted("account-1", 2)
                .rejected("account-1", COMMAND)
                .build();

        assertThat(ForwardRecords.outcomes(batch))
                .extracting(CommandOutcome::commandOffset)
                .containsExactly(0L, 1L, 2L, 3L, 5L, 6L, 7L);
        assertThat(ForwardRecords.outcomes(batch))
                .extracting(CommandOutcome::eventCount)
                .containsExactly(0, 3, 1, 0, 0, 2, 0);
        List<ProducerRecord<byte @Nullable [], byte @Nullable []>> all = forward(batch);
        assertThat(headersOf("ce_commandoffset", "bank.command-results", all))
                .containsExactly("0", "1", "2", "3", "5", "6", "7");
        assertThat(headersOf("ce_position", "bank.events", all)).containsExactly("1", "2", "3", "4", "5", "6");
        assertThat(headersOf("__streams.errors.offset", "bank.commands.dlq", all))
                .containsExactly("5");
    }

    @Test
    void theSameRowsGiveTheSameBytesAgain() {
        PartitionBatch batch = BatchBuilder.from(new Ownership(0, 1, 0, 1))
                .accepted("account-1", 3)
                .rejected("account-1", COMMAND)
                .dead(new byte[] {1})
                .build();
        List<ProducerRecord<byte @Nullable [], byte @Nullable []>> once = forward(batch);
        List<ProducerRecord<byte @Nullable [], byte @Nullable []>> again = forward(batch);
        assertThat(again).hasSameSizeAs(once).hasSize(7);
        for (int i = 0; i < once.size(); i++) {
            assertThat(again.get(i).key()).isEqualTo(once.get(i).key());
            assertThat(again.get(i).value()).isEqualTo(once.get(i).value());
            assertThat(again.get(i).timestamp()).isEqualTo(once.get(i).timestamp());
            assertThat(again.get(i).headers()).isEqualTo(once.get(i).headers());
        }
    }

    private static StoredEvent event(long commandOffset, StoredEvent.Metadata metadata) {
        return new StoredEvent(
                3,
                40,
                "konto-ä",
                "account",
                5,
                EVENT,
                "dev.foldline.schema.account.MoneyDeposited",
                2,
                PAYLOAD,
                AT,
                CORRELATION,
                COMMAND,
                commandOffset,
                metadata);
    }

    private static CommandOutcome rejected() {
        return outcome("account-7", CommandStatus.REJECTED, 20, "version-conflict", "expected 4, is 5");
    }

    private static CommandOutcome failed() {
        return outcome("", CommandStatus.FAILED, 21, "invalid-key", "the record has no key");
    }

    private static CommandOutcome outcome(
            String aggregateId, CommandStatus status, long offset, String code, String message) {
        boolean conflict = status == CommandStatus.REJECTED;
        return new CommandOutcome(
                3,
                offset,
                COMMAND,
                CORRELATION,
                aggregateId,
                conflict ? "account" : "",
                status,
                code,
                message,
                conflict ? 4L : null,
                conflict ? 5L : null,
                conflict ? 5 : 0,
                40,
                0,
                AT,
                offset,
                List.of(),
                null);
    }

    private List<ProducerRecord<byte @Nullable [], byte @Nullable []>> forward(StoredEvent event) {
        return forward(new PartitionBatch(3, 1, 99, 99, List.of(event), List.of(), List.of(), List.of(), List.of()));
    }

    private List<ProducerRecord<byte @Nullable [], byte @Nullable []>> forward(CommandOutcome outcome) {
        return forward(new PartitionBatch(3, 1, 99, 99, List.of(), List.of(outcome), List.of(), List.of(), List.of()));
    }

    private ProducerRecord<byte @Nullable [], byte @Nullable []> forward(DeadLetter letter) {
        return forward(new PartitionBatch(3, 1, 99, 99, List.of(), List.of(), List.of(letter), List.of(), List.of()))
                .getLast();
    }

    private List<ProducerRecord<byte @Nullable [], byte @Nullable []>> forward(PartitionBatch batch) {
        List<ProducerRecord<byte @Nullable [], byte @Nullable []>> all = new ArrayList<>();
        records.of(batch, all::add);
        return all;
    }

    private static Map<String, String> headers(ProducerRecord<byte @Nullable [], byte @Nullable []> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }

    /** What the records of one topic say in one header, in their order. */
    private static List<String> headersOf(
            String name, String topic, List<ProducerRecord<byte @Nullable [], byte @Nullable []>> all) {
        List<String> values = new ArrayList<>();
        for (ProducerRecord<byte @Nullable [], byte @Nullable []> record : all) {
            if (record.topic().equals(topic)) {
                values.add(new String(record.headers().lastHeader(name).value(), UTF_8));
            }
        }
        return values;
    }

    /** Behind the prefix is plain Avro, which the generated class reads. */
    private static CommandResult value(ProducerRecord<byte @Nullable [], byte @Nullable []> result) {
        byte[] bytes = Objects.requireNonNull(result.value());
        assertThat(bytes).startsWith(0, 0, 0, 0, RESULT_SCHEMA_ID);
        try {
            var reader = new SpecificDatumReader<>(CommandResult.class);
            return reader.read(
                    null, DecoderFactory.get().binaryDecoder(bytes, PREFIX_BYTES, bytes.length - PREFIX_BYTES, null));
        } catch (IOException e) {
            throw new AssertionError("the value is not a CommandResult", e);
        }
    }
}
