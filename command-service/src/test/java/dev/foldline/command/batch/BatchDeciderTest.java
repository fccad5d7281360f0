package dev.foldline.command.batch;

import static dev.foldline.command.batch.DecidedPartition.deposit;
import static dev.foldline.command.batch.DecidedPartition.expectedVersion;
import static dev.foldline.command.batch.DecidedPartition.header;
import static dev.foldline.command.batch.DecidedPartition.id;
import static dev.foldline.command.batch.DecidedPartition.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.foldline.command.batch.NoteType.Order;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.StoreFault;
import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.contract.Ids;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.WithdrawMoney;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchDeciderTest {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final DecidedPartition partition = new DecidedPartition();

    // --- order and cursors ---

    @Test
    void commandsAreDecidedInTheOrderOfOffsetsAcrossStreams() {
        partition.send("account-1", open(10));
        partition.send("account-2", open(20));
        partition.skipOffsets(3);
        partition.send("account-1", deposit(1));
        partition.send("account-2", deposit(0));
        partition.send("account-2", deposit(2));

        PartitionBatch rows = partition.commit();

        assertThat(rows.events()).extracting(StoredEvent::commandOffset).containsExactly(0L, 1L, 5L, 7L);
        assertThat(rows.events()).extracting(StoredEvent::position).containsExactly(1L, 2L, 3L, 4L);
        assertThat(rows.events()).extracting(StoredEvent::aggregateVersion).containsExactly(1L, 1L, 2L, 2L);
        assertThat(rows.outcomes())
                .extracting(CommandOutcome::commandOffset, CommandOutcome::code, CommandOutcome::lastPosition)
                .containsExactly(tuple(6L, "invalid-amount", 3L));
        assertThat(rows.nextOffset()).isEqualTo(8);
        assertThat(rows.nextPosition()).isEqualTo(5);
    }

    @Test
    void aCommandSeesWhatTheOneBeforeItInTheBatchDid() {
        partition.send("account-1", open(10));
        partition.send("account-1", open(10));

        PartitionBatch rows = partition.commit();

        assertThat(rows.events()).hasSize(1);
        assertThat(outcome(rows).code()).isEqualTo("aggregate-exists");
        assertThat(outcome(rows).aggregateVersion()).isEqualTo(1);
    }

    @Test
    void aTraceOfAWrongFormIsDroppedAndTheCommandDecided() {
        partition.send("account-1", open(10), header("traceparent", "00-1-2-01"));
        assertThat(partition.commit().events().getFirst().metadata()).isEqualTo(StoredEvent.Metadata.NONE);
    }

    @Test
    void anEventCarriesWhatItsCommandDid() {
        UUID commandId = partition.newId();
        UUID correlationId = partition.newId();
        partition.send(
                "account-1",
                open(10),
                id(commandId),
                header("ce_correlationid", correlationId.toString()),
                header("ce_actor", "ada"),
                header("traceparent", TRACE),
                header("ce_process", "transfer/withdraw/t-1"));

        StoredEvent event = partition.commit().events().getFirst();

        assertThat(event.causationId()).isEqualTo(commandId);
        assertThat(event.correlationId()).isEqualTo(correlationId);
        assertThat(event.metadata()).isEqualTo(new StoredEvent.Metadata("ada", TRACE, "transfer/withdraw/t-1", 0, 0));
        assertThat(event.aggregateType()).isEqualTo("account");
        assertThat(event.eventType()).isEqualTo("dev.foldline.schema.account.AccountOpened");
        assertThat(event.eventVersion()).isEqualTo(1);
        assertThat(event.occurredAt()).isEqualTo(DecidedPartition.NOW);
        assertThat(event.eventId().version()).isEqualTo(7);
    }

    @Test
    void aCommandWithoutAnIdIsNamedByItsPlace() {
        long offset = partition.send("account-1", open(10));
        StoredEvent event = partition.commit().events().getFirst();
        UUID ofPlace = Ids.ofCommandAt("commands", DecidedPartition.PARTITION, offset);
        assertThat(event.causationId()).isEqualTo(ofPlace);
        assertThat(event.correlationId()).isEqualTo(ofPlace);
        assertThat(event.metadata()).isEqualTo(StoredEvent.Metadata.NONE);
    }

    @Test
    void severalEventsOfOneCommandTakeConsecutiveVersionsAndPositions() {
        partition.send("note-1", NoteType.command(Order.WRITE, 3));
        PartitionBatch rows = partition.commit();
        assertThat(rows.events()).extracting(StoredEvent::aggregateVersion).containsExactly(1L, 2L, 3L);
        assertThat(rows.events()).extracting(StoredEvent::position).containsExactly(1L, 2L, 3L);
        assertThat(rows.events()).extracting(StoredEvent::commandOffset).containsOnly(0L);
        assertThat(rows.outcomes()).isEmpty();
    }

    @Test
    void anAcceptedCommandThatChangesNothingHasAnOutcomeOfItsOwn() {
        partition.send("note-1", NoteType.command(Order.WRITE, 1));
        partition.send("note-1", NoteType.command(Order.CHANGE_NOTHING, 0));

        CommandOutcome outcome = outcome(partition.commit());

        assertThat(outcome.status()).isEqualTo(CommandStatus.ACCEPTED);
        assertThat(outcome.code()).isEmpty();
        assertThat(outcome.message()).isEmpty();
        assertThat(outcome.eventCount()).isZero();
        assertThat(outcome.aggregateVersion()).isEqualTo(1);
        assertThat(outcome.duplicate()).isFalse();
    }

    // --- memory ---

    @Test
    void nothingIsRememberedBeforeTheCommit() {
        partition.send("account-1", open(10));
        StoredEvent first = partition.decide().rows().events().getFirst();
        StoredEvent again = partition.decide().rows().events().getFirst();
        assertThat(again.aggregateVersion()).isEqualTo(first.aggregateVersion()).isEqualTo(1);
        assertThat(again.position()).isEqualTo(first.position()).isEqualTo(1);

        partition.store.failNext(StoreFault.READ_FAILS);
        assertThatThrownBy(partition::decide).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void aCommittedStreamIsNotLoadedAgain() {
        partition.send("account-1", open(10));
        partition.commit();

        partition.store.failNext(StoreFault.READ_FAILS);
        partition.send("account-1", deposit(5), id(partition.newId()));
        assertThat(partition.commit().events())
                .extracting(StoredEvent::aggregateVersion)
                .containsExactly(2L);
    }

    @Test
    void forgottenStreamsAreLoadedAgain() {
        partition.send("account-1", open(10));
        partition.commit();
        partition.send("account-1", deposit(5));
        partition.decide().forgetStreams();

        partition.store.failNext(StoreFault.READ_FAILS);
        assertThatThrownBy(partition::decide).isInstanceOf(StoreUnavailableException.class);
        assertThat(partition.commit().events())
                .extracting(StoredEvent::aggregateVersion)
                .containsExactly(2L);
    }

    @Test
    void aStreamIsFoldedFromTheTableAfterMemoryIsLost() {
        partition.send("account-1", open(10));
        partition.send("account-1", deposit(5));
        partition.commit();
        partition.acquireAgain();

        partition.send("account-1", new WithdrawMoney(15L, "", ""));
        assertThat(partition.commit().events())
                .extracting(StoredEvent::aggregateVersion)
                .containsExactly(3L);
    }

    // --- expected version ---

    @Test
    void aCommandThatExpectsTheVersionThatIsThereIsDecided() {
        partition.send("account-1", open(10), expectedVersion(0));
        partition.send("account-1", deposit(5), expectedVersion(1));
        partition.send("account-1", deposit(5));
        assertThat(partition.commit().events()).hasSize(3);
    }

    @Test
    void aCommandThatExpectsAnotherVersionIsRejectedWithBothNumbers() {
        partition.send("account-7", open(10));
        for (int i = 0; i < 4; i++) {
            partition.send("account-7", deposit(1));
        }
        partition.commit();
        partition.send("account-7", deposit(1), expectedVersion(4));

        CommandOutcome outcome = outcome(partition.commit());

        assertThat(outcome.status()).isEqualTo(CommandStatus.REJECTED);
        assertThat(outcome.code()).isEqualTo("version-conflict");
        assertThat(outcome.message())
                .isEqualTo("Concurrency conflict for aggregate account-7. Expected version 4, but actual version is 5");
        assertThat(outcome.expectedVersion()).isEqualTo(4);
        assertThat(outcome.actualVersion()).isEqualTo(5);
        assertThat(outcome.aggregateVersion()).isEqualTo(5);
    }

    @Test
    void theVersionIsThatWhichTheBatchHasMovedTheStreamTo() {
        partition.send("account-1", open(10), expectedVersion(0));
        partition.send("account-1", open(10), expectedVersion(0));
        assertThat(outcome(partition.commit()).actualVersion()).isEqualTo(1);
    }

    @Test
    void aMissingStreamHasVersionZero() {
        partition.send("account-1", open(10), expectedVersion(1));
        CommandOutcome outcome = outcome(partition.commit());
        assertThat(outcome.expectedVersion()).isEqualTo(1);
        assertThat(outcome.actualVersion()).isZero();
    }

    @Test
    void onlyAVersionConflictCarriesVersions() {
        partition.send("account-1", deposit(1));
        CommandOutcome outcome = outcome(partition.commit());
        assertThat(outcome.expectedVersion()).isNull();
        assertThat(outcome.actualVersion()).isNull();
    }

    // --- aggregate type ---

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCommandForAStreamOfAnotherTypeIsRejected(boolean fromTable) {
        partition.send("account-1", open(10));
        partition.commit();
        if (fromTable) {
            partition.acquireAgain();
        }
        partition.send("account-1", NoteType.command(Order.WRITE, 1));

        CommandOutcome outcome = outcome(partition.commit());

        assertThat(outcome.status()).isEqualTo(CommandStatus.REJECTED);
        assertThat(outcome.code()).isEqualTo("aggregate-type-mismatch");
        assertThat(outcome.message())
                .isEqualTo(
                        "account-1 is of type account, but dev.foldline.schema.projection.AccountBalance is a command"
                                + " for type note");
    }

    @Test
    void aRejectedCommandGivesAStreamNoType() {
        partition.send("thing-1", deposit(1));
        partition.send("thing-1", NoteType.command(Order.WRITE, 1));
        partition.send("thing-1", open(1));
        PartitionBatch rows = partition.commit();
        assertThat(rows.events()).extracting(StoredEvent::aggregateType).containsExactly("note");
        assertThat(rows.outcomes())
                .extracting(CommandOutcome::code)
                .containsExactly("aggregate-not-found", "aggregate-type-mismatch");
    }

    private static CommandOutcome outcome(PartitionBatch rows) {
        assertThat(rows.outcomes()).hasSize(1);
        return rows.outcomes().getFirst();
    }
}
