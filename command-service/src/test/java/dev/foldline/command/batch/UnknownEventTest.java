package dev.foldline.command.batch;

import static dev.foldline.command.batch.DecidedPartition.deposit;
import static dev.foldline.command.batch.DecidedPartition.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.store.BatchBuilder;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.serde.AvroEncoder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A build that was rolled back, or lacks a domain, meets a stream with an event that it does not know. */
class UnknownEventTest {

    /** Registered, and not an event of this build. */
    private static final OpenAccount UNKNOWN = new OpenAccount("Ada", "EUR", 1L);

    private static final String TYPE = UNKNOWN.getSchema().getFullName();

    private final DecidedPartition partition = new DecidedPartition();

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void itsCommandsAreRefusedAndNoneIsADeadLetter(int version) {
        if (version == 2) {
            partition.send("account-9", open(1));
            partition.commit();
        }
        byte[] payload = AvroEncoder.ofRecords(partition.schemas, "commands").encode(UNKNOWN);
        partition.append(BatchBuilder.from(partition.tables.cursors(0))
                .at("account-9", version - 1)
                .accepted("account-9", TYPE, payload)
                .build());
        partition.acquireAgain();
        partition.send("account-9", deposit(5));
        partition.send("account-1", open(1));

        PartitionBatch rows = partition.commit();

        assertThat(rows.events()).extracting(StoredEvent::aggregateId).containsExactly("account-1");
        assertThat(rows.outcomes()).singleElement().satisfies(outcome -> {
            assertThat(outcome.status()).isEqualTo(CommandStatus.REJECTED);
            assertThat(outcome.code()).isEqualTo("unknown-event");
            assertThat(outcome.message())
                    .startsWith("account-9 cannot be folded at version " + version)
                    .contains(TYPE)
                    .endsWith("send the command again, under another id, to a build that knows it");
        });
        assertThat(rows.deadLetters()).isEmpty();
    }
}
