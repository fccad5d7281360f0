package dev.foldline.command.batch;

import static dev.foldline.command.batch.DecidedPartition.deposit;
import static dev.foldline.command.batch.DecidedPartition.header;
import static dev.foldline.command.batch.DecidedPartition.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.NoteType.Order;
import dev.foldline.command.forward.ForwardRecords;
import dev.foldline.command.store.BatchBuilder;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.DeadLetter;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.Ids;
import dev.foldline.contract.Topics;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.serde.AvroEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.AbstractRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be decoded or decided ends with a reason, and nothing else stops for it. */
class FailedCommandTest {

    private static final byte[] KEY = "account-1".getBytes(StandardCharsets.UTF_8);

    private final DecidedPartition partition = new DecidedPartition();

    // --- records that are not commands ---

    @Test
    void aNullValueIsADeadLetter() {
        assertDeadLetter(KEY, null, "account-1", "undecodable", "the value is null");
    }

    @Test
    void bytesWithoutTheMagicByteAreADeadLetter() {
        assertDeadLetter(
                KEY,
                new byte[] {7, 0, 0, 0, 1, 2},
                "account-1",
                "undecodable",
                "the value begins with byte 7, not with Confluent's magic byte 0");
    }

    @Test
    void anUnknownSchemaIdIsADeadLetter() {
        assertDeadLetter(
                KEY,
                new byte[] {0, 0, 1, 0, 0, 2},
                "account-1",
                "unknown-schema",
                "the registry has no schema with id 65536");
    }

    @Test
    void aRecordThatIsNoCommandIsADeadLetter() {
        SpecificRecord event = new AccountOpened("account-1", "Ada", "EUR", 1L);
        byte[] value = AvroEncoder.ofRecords(TestSchemas.registered(), "events").encode(event);
        assertDeadLetter(
                KEY,
                value,
                "account-1",
                "unknown-command",
                "the record is a dev.foldline.schema.account.AccountOpened, which nothing here handles");
    }

    @Test
    void aRecordWithoutAKeyIsADeadLetter() {
        String message = "the record has no key, so it names no aggregate";
        assertDeadLetter(null, new byte[] {1}, "", "invalid-key", message);
        assertDeadLetter(new byte[0], new byte[] {1}, "", "invalid-key", message);
    }

    @Test
    void aKeyThatIsNoTextIsADeadLetter() {
        assertDeadLetter(new byte[] {(byte) 0xff, 1}, null, "", "invalid-key", "the key is not UTF-8 text");
        assertDeadLetter(
                new byte[] {65, 0, 66},
                null,
                "",
                "invalid-key",
                "the key has a NUL character, which an aggregate id must not have");
    }

    @Test
    void aKeyThatIsTooLongIsADeadLetter() {
        assertDeadLetter(
                new byte[513], null, "", "invalid-key", "the key has 513 bytes; an aggregate id has at most 512");
    }

    @Test
    void anInvalidHeaderIsADeadLetterUnderTheIdThatWasSent() {
        UUID id = partition.newId();
        partition.send("account-1", open(1), DecidedPartition.id(id), header(HeaderNames.EXPECTED_VERSION, "-5"));
        long offset = partition.send("account-1", open(1), header(HeaderNames.CORRELATION_ID, "1-1-1-1-1"));

        PartitionBatch rows = partition.commit();

        assertThat(rows.outcomes()).extracting(CommandOutcome::code).containsOnly("invalid-header");
        assertThat(rows.outcomes()).extracting(CommandOutcome::aggregateId).containsOnly("account-1");
        assertThat(rows.outcomes())
                .extracting(CommandOutcome::message)
                .satisfiesExactly(
                        message -> assertThat(message).contains("ce_expectedversion", "-5"),
                        message -> assertThat(message).contains("ce_correlationid", "1-1-1-1-1"));
        assertThat(rows.outcomes())
                .extracting(CommandOutcome::commandId)
                .containsExactly(id, Ids.ofCommandAt("commands", 0, offset));
        assertThat(rows.deadLetters()).hasSize(2);
        assertThat(rows.events()).isEmpty();
    }

    @Test
    void aCommandUnderAnIdThatIsNotAUuidIsDecidedOnce() {
        partition.send("account-1", open(1), header(HeaderNames.ID, "order-4711"));
        partition.send("account-1", open(1), header(HeaderNames.ID, "order-4711"));
        partition.commit();
        partition.acquireAgain();
        partition.send("account-1", open(1), header(HeaderNames.ID, "order-4711"));

        PartitionBatch rows = partition.commit();

        assertThat(rows.outcomes()).singleElement().satisfies(repeat -> {
            assertThat(repeat.commandId()).isEqualTo(Ids.ofCommandText("order-4711"));
            assertThat(repeat.status()).isEqualTo(CommandStatus.ACCEPTED);
        });
        assertThat(rows.events()).isEmpty();
    }

    @Test
    void aRecordInStructuredModeIsNamed() {
        Header structured = header(HeaderNames.CONTENT_TYPE, "application/CloudEvents+json; charset=utf-8");
        partition.sendBytes(KEY, "{}".getBytes(StandardCharsets.UTF_8), structured);

        CommandOutcome outcome = partition.commit().outcomes().getFirst();

        assertThat(outcome.code()).isEqualTo("undecodable");
        assertThat(outcome.message()).contains("structured", "binary mode");
    }

    @Test
    void aSchemaIdInAHeaderIsNamed() {
        partition.sendBytes(KEY, new byte[] {0}, new RecordHeader("__value_schema_id", new byte[] {0, 0, 0, 0, 1}));

        CommandOutcome outcome = partition.commit().outcomes().getFirst();

        assertThat(outcome.code()).isEqualTo("undecodable");
        assertThat(outcome.message()).contains("__value_schema_id", "PrefixSchemaIdSerializer");
    }

    private void assertDeadLetter(
            byte @Nullable [] key, byte @Nullable [] value, String aggregateId, String code, String message) {
        Header odd = new RecordHeader("größe", new byte[] {0, -1, 7});
        Header none = new RecordHeader("none", null);
        long offset = partition.sendBytes(key, value, odd, none, odd);

        PartitionBatch rows = partition.commit();

        CommandOutcome outcome = rows.outcomes().getFirst();
        assertThat(outcome.status()).isEqualTo(CommandStatus.FAILED);
        assertThat(outcome.code()).isEqualTo(code);
        assertThat(outcome.message()).isEqualTo(message);
        assertThat(outcome.aggregateId()).isEqualTo(aggregateId);
        assertThat(outcome.aggregateType()).isEmpty();
        assertThat(outcome.commandOffset()).isEqualTo(offset);
        DeadLetter letter = rows.deadLetters().getFirst();
        assertThat(letter.commandOffset()).isEqualTo(offset);
        assertThat(letter.key()).isEqualTo(key);
        assertThat(letter.value()).isEqualTo(value);
        assertThat(letter.code()).isEqualTo(code);
        assertThat(letter.message()).isEqualTo(message);
        assertThat(letter.exception()).isNotEmpty();
        assertThat(letter.occurredAt()).isEqualTo(DecidedPartition.NOW);
        assertThat(letter.headers())
                .extracting(DeadLetter.RecordHeader::name)
                .containsExactly("größe", "none", "größe");
        assertThat(letter.headers())
                .extracting(DeadLetter.RecordHeader::value)
                .containsExactly(new byte[] {0, -1, 7}, null, new byte[] {0, -1, 7});
    }

    @Test
    void aDeadLetterHoldsNoOtherCommandUp() {
        partition.send("account-1", open(10));
        partition.sendBytes(KEY, new byte[] {1, 2, 3});
        partition.send("account-1", deposit(5));

        PartitionBatch rows = partition.commit();

        assertThat(rows.events()).extracting(StoredEvent::commandOffset).containsExactly(0L, 2L);
        assertThat(rows.nextOffset()).isEqualTo(3);
    }

    // --- commands that cannot be decided ---

    @Test
    void aDeciderThatThrowsFailsTheCommandAndNoOther() {
        partition.send("note-1", NoteType.command(Order.WRITE, 1));
        long offset = partition.send("note-1", NoteType.command(Order.THROW, 0));
        partition.send("note-1", NoteType.command(Order.WRITE, 1));

        PartitionBatch rows = partition.commit();

        CommandOutcome outcome = rows.outcomes().getFirst();
        assertThat(outcome.status()).isEqualTo(CommandStatus.FAILED);
        assertThat(outcome.code()).isEqualTo("aggregate-operation-failed");
        assertThat(outcome.message()).isEqualTo("deciding failed: java.lang.IllegalStateException: on purpose");
        assertThat(outcome.aggregateVersion()).isEqualTo(1);
        DeadLetter letter = rows.deadLetters().getFirst();
        assertThat(letter.commandOffset()).isEqualTo(offset);
        assertThat(letter.exception()).isEqualTo("java.lang.IllegalStateException");
        assertThat(letter.key()).isEqualTo("note-1".getBytes(StandardCharsets.UTF_8));
        assertThat(rows.events()).extracting(StoredEvent::aggregateVersion).containsExactly(1L, 2L);
    }

    @ParameterizedTest
    @CsvSource({
        "RECURSE, java.lang.StackOverflowError",
        "MISS_A_CLASS, java.lang.NoClassDefFoundError",
        "ASSERT, java.lang.AssertionError",
        "POISON, java.lang.StackOverflowError"
    })
    void anErrorThatIsNotTheMachinesFailsTheCommandAndNoOther(Order order, String exception) {
        partition.send("note-1", NoteType.command(Order.WRITE, 1));
        long offset = partition.send("note-1", NoteType.command(order, 0));
        partition.send("note-1", NoteType.command(Order.WRITE, 1));

        PartitionBatch rows = partition.commit();

        CommandOutcome outcome = rows.outcomes().getFirst();
        assertThat(outcome.commandOffset()).isEqualTo(offset);
        assertThat(outcome.code()).isEqualTo("aggregate-operation-failed");
        assertThat(outcome.message()).startsWith("deciding failed: " + exception);
        assertThat(rows.deadLetters()).extracting(DeadLetter::exception).containsExactly(exception);
        assertThat(rows.events()).extracting(StoredEvent::aggregateVersion).containsExactly(1L, 2L);
    }

    @Test
    void aHistoryWhoseFoldOverflowsTheStackFailsTheCommandsOfItsStreamAlone() {
        SpecificRecord poison = new NoteType().data(NoteType.POISON);
        byte[] payload = AvroEncoder.ofRecords(partition.schemas, "events").encode(poison);
        partition.append(BatchBuilder.from(partition.tables.cursors(0))
                .accepted("note-9", poison.getSchema().getFullName(), payload)
                .build());
        partition.acquireAgain();
        partition.send("note-9", NoteType.command(Order.WRITE, 1));
        partition.send("note-1", NoteType.command(Order.WRITE, 1));

        PartitionBatch rows = partition.commit();

        assertThat(rows.events()).extracting(StoredEvent::aggregateId).containsExactly("note-1");
        assertThat(rows.outcomes().getFirst().message())
                .isEqualTo("note-9 cannot be folded at version 1: java.lang.StackOverflowError");
        assertThat(rows.deadLetters()).hasSize(1);
    }

    @Test
    void aStreamThatCannotBeFoldedFailsItsCommandsAndNamesThePlace() {
        partition.append(BatchBuilder.from(partition.tables.cursors(0))
                .accepted("account-9", "garbage".getBytes(StandardCharsets.UTF_8))
                .build());
        partition.acquireAgain();
        partition.send("account-9", deposit(5));
        partition.send("account-1", open(1));
        partition.send("account-9", deposit(6));

        PartitionBatch rows = partition.commit();

        assertThat(rows.events()).extracting(StoredEvent::aggregateId).containsExactly("account-1");
        assertThat(rows.outcomes()).hasSize(2).allSatisfy(outcome -> {
            assertThat(outcome.status()).isEqualTo(CommandStatus.FAILED);
            assertThat(outcome.code()).isEqualTo("aggregate-operation-failed");
            assertThat(outcome.message()).startsWith("account-9 cannot be folded at version 1: ");
            assertThat(outcome.aggregateVersion()).isEqualTo(1);
        });
        assertThat(rows.deadLetters()).hasSize(2);
    }

    @Test
    void commandsForAContendedStreamFailAndNoOthers() {
        partition.send("account-1", open(1));
        partition.send("account-2", open(1));

        PartitionBatch rows = partition.decide(new StreamId(0, "account-1")).rows();

        assertThat(rows.events()).extracting(StoredEvent::aggregateId).containsExactly("account-2");
        CommandOutcome outcome = rows.outcomes().getFirst();
        assertThat(outcome.status()).isEqualTo(CommandStatus.FAILED);
        assertThat(outcome.code()).isEqualTo("aggregate-operation-failed");
        assertThat(outcome.message()).isEqualTo("others kept writing to account-1 meanwhile");
        assertThat(rows.deadLetters()).hasSize(1);
    }

    @Test
    void aStreamIsContendedInOneBatchOnly() {
        partition.send("account-1", open(1));
        partition.decide(new StreamId(0, "account-1"));
        assertThat(partition.commit().events()).hasSize(1);
    }

    // --- events that are too large ---

    @Test
    void anEventThatTheTopicWouldNotTakeIsRejectedAndChangesNothing() {
        DecidedPartition small = new DecidedPartition(4096);
        small.send("account-1", new OpenAccount("A".repeat(5000), "EUR", 1L));
        small.send("account-1", open(1));

        PartitionBatch rows = small.commit();

        CommandOutcome outcome = rows.outcomes().getFirst();
        assertThat(outcome.status()).isEqualTo(CommandStatus.REJECTED);
        assertThat(outcome.code()).isEqualTo("record-too-large");
        assertThat(outcome.message())
                .startsWith("an event of account-1 could take ")
                .endsWith(" takes 4096");
        assertThat(rows.events()).hasSize(1);
        assertThat(rows.deadLetters()).isEmpty();
    }

    @Test
    void whateverIsAcceptedFitsIntoARecordOfTheTopic() {
        int recordBytesMax = 4096;
        DecidedPartition small = new DecidedPartition(recordBytesMax);
        // The longest key, in characters of three bytes, which a record has three times.
        String longest = "€".repeat(CommandDecoder.KEY_BYTES_MAX / 3);
        for (int bytes = 0; bytes < recordBytesMax; bytes += 13) {
            Header actor = header(HeaderNames.ACTOR, "a".repeat(bytes / 4));
            String id = longest.substring(bytes % 100 + 2) + bytes;
            small.send(id, new OpenAccount("A".repeat(bytes), "EUR", 1L), actor);
        }
        PartitionBatch rows = small.commit();
        ForwardRecords records = new ForwardRecords(Topics.DEFAULT, new AvroEncoder(_ -> 9));

        assertThat(rows.events()).isNotEmpty();
        assertThat(rows.outcomes()).extracting(CommandOutcome::code).contains("record-too-large");
        records.of(rows, record -> {
            if (record.topic().equals("events")) {
                assertThat(AbstractRecords.estimateSizeInBytesUpperBound(
                                RecordBatch.CURRENT_MAGIC_VALUE,
                                CompressionType.NONE,
                                record.key(),
                                record.value(),
                                record.headers().toArray()))
                        .isLessThanOrEqualTo(recordBytesMax);
            }
        });
    }

    @Test
    void headersCountForTheSizeOfAnEvent() {
        DecidedPartition small = new DecidedPartition(4096);
        small.send("account-1", open(1), header(HeaderNames.ACTOR, "a".repeat(4000)));
        // Of a form that is dropped, and so in no event.
        small.send("account-2", open(1), header(HeaderNames.TRACE_PARENT, "t".repeat(4000)));
        PartitionBatch rows = small.commit();
        assertThat(rows.outcomes()).extracting(CommandOutcome::code).containsExactly("record-too-large");
        assertThat(rows.events()).extracting(StoredEvent::aggregateId).containsExactly("account-2");
    }

    @Test
    void aLongSentenceIsCutBetweenCharacters() {
        partition.send("account-1", new OpenAccount("Ada", "🙂".repeat(3000), 1L));
        partition.sendBulk("account-2", List.of(new OpenAccount("Ada", "x" + "🙂".repeat(3000), 1L)));
        assertThat(partition.commit().outcomes())
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(outcome.message())
                        .hasSizeLessThanOrEqualTo(1001)
                        .endsWith("🙂…"));
    }

    @Test
    void aLongSentenceIsCut() {
        partition.send("account-1", new OpenAccount("Ada", "€".repeat(5000), 1L));
        assertThat(partition.commit().outcomes().getFirst().message())
                .hasSizeLessThanOrEqualTo(1001)
                .endsWith("…");
    }
}
