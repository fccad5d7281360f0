package dev.foldline.command.batch;

import static dev.foldline.command.batch.DecidedPartition.deposit;
import static dev.foldline.command.batch.DecidedPartition.expectedVersion;
import static dev.foldline.command.batch.DecidedPartition.id;
import static dev.foldline.command.batch.DecidedPartition.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.foldline.command.batch.NoteType.Order;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.OutcomePart;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.schema.BulkCommand;
import dev.foldline.schema.CommandStatus;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several commands in one record: each is decided on what the ones before it left, and all hold or none. */
final class BulkCommandTest {

    private final DecidedPartition partition = new DecidedPartition();

    @Test
    void eachIsDecidedOnWhatTheOnesBeforeItLeft() {
        partition.sendBulk("account-1", List.of(open(10), deposit(5), deposit(7)));

        PartitionBatch rows = partition.commit();

        assertThat(rows.outcomes()).isEmpty();
        assertThat(rows.events())
                .extracting(
                        StoredEvent::aggregateVersion,
                        e -> e.metadata().part(),
                        e -> e.metadata().parts())
                .containsExactly(tuple(1L, 1, 3), tuple(2L, 2, 3), tuple(3L, 3, 3));
        assertThat(rows.events()).extracting(StoredEvent::causationId).containsOnly(partitionsFirstCommandId(rows));
    }

    @Test
    void theResultHasAPartForEachAlsoForThoseThatChangedNothing() {
        partition.sendBulk(
                "note-1", List.of(note(Order.WRITE, 2), note(Order.CHANGE_NOTHING, 0), note(Order.WRITE, 1)));
        partition.sendBulk("note-2", List.of(note(Order.WRITE, 1), note(Order.CHANGE_NOTHING, 0)));

        PartitionBatch rows = partition.commit();

        assertThat(CommandOutcome.ofEvents(rows.events().subList(0, 3)).parts())
                .containsExactly(accepted(2, 2), accepted(2, 0), accepted(3, 1));
        assertThat(CommandOutcome.ofEvents(rows.events().subList(3, 4)).parts())
                .containsExactly(accepted(1, 1), accepted(1, 0));
    }

    @Test
    void aBulkThatChangesNothingHasAnOutcomeWithItsParts() {
        partition.sendBulk("note-1", List.of(note(Order.CHANGE_NOTHING, 0), note(Order.CHANGE_NOTHING, 0)));

        PartitionBatch rows = partition.commit();

        assertThat(rows.outcomes().getFirst().status()).isEqualTo(CommandStatus.ACCEPTED);
        assertThat(rows.outcomes().getFirst().parts()).containsExactly(accepted(0, 0), accepted(0, 0));
    }

    @Test
    void oneRefusalRefusesAllAndSaysWhich() {
        partition.send("note-1", note(Order.WRITE, 4));
        partition.sendBulk("note-1", List.of(note(Order.WRITE, 2), note(Order.REFUSE, 0), note(Order.WRITE, 1)));
        partition.send("note-1", note(Order.WRITE, 1));

        PartitionBatch rows = partition.commit();

        assertThat(rows.events()).extracting(StoredEvent::aggregateVersion).containsExactly(1L, 2L, 3L, 4L, 5L);
        CommandOutcome refused = rows.outcomes().getFirst();
        assertThat(refused.status()).isEqualTo(CommandStatus.REJECTED);
        assertThat(refused.code()).isEqualTo("note-refused");
        assertThat(refused.message()).isEqualTo("command 2 of 3 in the bulk: the note is refused at 6");
        assertThat(refused.aggregateVersion()).isEqualTo(4);
        assertThat(refused.parts())
                .containsExactly(
                        new OutcomePart(CommandStatus.REJECTED, 4, 0, "bulk-not-applied", ""),
                        new OutcomePart(CommandStatus.REJECTED, 4, 0, "note-refused", refused.message()),
                        new OutcomePart(CommandStatus.REJECTED, 4, 0, "bulk-not-applied", ""));
    }

    @Test
    void oneFailureFailsAllAndLeavesOneDeadLetter() {
        partition.sendBulk("note-1", List.of(note(Order.WRITE, 2), note(Order.THROW, 0)));

        PartitionBatch rows = partition.commit();

        assertThat(rows.events()).isEmpty();
        assertThat(rows.outcomes().getFirst().code()).isEqualTo("aggregate-operation-failed");
        assertThat(rows.outcomes().getFirst().message()).startsWith("command 2 of 2 in the bulk: deciding failed: ");
        assertThat(rows.outcomes().getFirst().parts())
                .extracting(OutcomePart::code)
                .containsExactly("bulk-not-applied", "aggregate-operation-failed");
        assertThat(rows.deadLetters()).hasSize(1);
    }

    @Test
    void theExpectedVersionIsThatBeforeTheBulk() {
        partition.sendBulk("account-1", List.of(open(10), deposit(5)), expectedVersion(0));
        partition.sendBulk("account-1", List.of(deposit(5), deposit(5)), expectedVersion(1));

        PartitionBatch rows = partition.commit();

        assertThat(rows.events()).hasSize(2);
        CommandOutcome refused = rows.outcomes().getFirst();
        assertThat(refused.message())
                .isEqualTo("Concurrency conflict for aggregate account-1. Expected version 1, but actual version is 2");
        assertThat(refused.parts())
                .containsExactly(
                        new OutcomePart(CommandStatus.REJECTED, 2, 0, "version-conflict", ""),
                        new OutcomePart(CommandStatus.REJECTED, 2, 0, "version-conflict", ""));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRepeatedBulkGetsTheSamePartsAgain(boolean accepted) {
        UUID commandId = partition.newId();
        List<SpecificRecord> commands =
                List.of(note(Order.WRITE, 1), note(accepted ? Order.CHANGE_NOTHING : Order.REFUSE, 0));
        partition.sendBulk("note-1", commands, id(commandId));
        PartitionBatch first = partition.commit();
        List<OutcomePart> parts = accepted
                ? CommandOutcome.ofEvents(first.events()).parts()
                : first.outcomes().getFirst().parts();
        partition.acquireAgain();
        partition.sendBulk("note-1", commands, id(commandId));

        CommandOutcome repeat = partition.commit().outcomes().getFirst();

        assertThat(repeat.duplicate()).isTrue();
        assertThat(repeat.parts()).isEqualTo(parts).hasSize(2);
    }

    @Test
    void aSingleCommandHasNoParts() {
        partition.send("account-1", open(10));

        assertThat(CommandOutcome.ofEvents(partition.commit().events()).parts()).isEmpty();
    }

    @Test
    void aBulkThatIsNoneIsADeadLetterAndSaysWhy() {
        partition.sendBulk("account-1", List.of());
        partition.sendBulk("account-1", Collections.nCopies(1001, deposit(1)));
        partition.sendBulk("account-1", List.of(open(10), note(Order.WRITE, 1)));
        partition.sendBulk("account-1", List.of(open(10), new BulkCommand(List.of())));
        partition.send("account-1", new BulkCommand(List.of(ByteBuffer.wrap(new byte[] {7}))));

        PartitionBatch rows = partition.commit();

        assertThat(rows.outcomes())
                .extracting(CommandOutcome::code)
                .containsExactly("invalid-bulk", "invalid-bulk", "invalid-bulk", "invalid-bulk", "undecodable");
        assertThat(rows.outcomes())
                .extracting(CommandOutcome::message)
                .satisfiesExactly(
                        message -> assertThat(message).isEqualTo("a bulk has 1 to 1000 commands, this one has 0"),
                        message -> assertThat(message).isEqualTo("a bulk has 1 to 1000 commands, this one has 1001"),
                        message -> assertThat(message).contains("the types account and note"),
                        message -> assertThat(message).isEqualTo("command 2 of 2 in the bulk: a bulk inside of a bulk"),
                        message -> assertThat(message).startsWith("command 1 of 1 in the bulk: "));
        assertThat(rows.deadLetters()).hasSize(5);
        assertThat(rows.events()).isEmpty();
    }

    private static SpecificRecord note(Order order, int count) {
        return NoteType.command(order, count);
    }

    private static OutcomePart accepted(long version, int events) {
        return new OutcomePart(CommandStatus.ACCEPTED, version, events, "", "");
    }

    private static UUID partitionsFirstCommandId(PartitionBatch rows) {
        return rows.events().getFirst().causationId();
    }
}
