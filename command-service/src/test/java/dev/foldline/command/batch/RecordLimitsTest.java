package dev.foldline.command.batch;

import static dev.foldline.command.batch.DecidedPartition.deposit;
import static dev.foldline.command.batch.DecidedPartition.header;
import static dev.foldline.command.batch.DecidedPartition.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.forward.ForwardRecords;
import dev.foldline.command.forward.RecordSize;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.Topics;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.serde.AvroEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** Nothing is committed that could not be forwarded: every record that follows from it fits its topic. */
final class RecordLimitsTest {

    private static final int LIMIT = 6_000;
    private static final int NEAR = 100;

    private final DecidedPartition partition = new DecidedPartition(LIMIT);
    private final ForwardRecords records = new ForwardRecords(Topics.DEFAULT, new AvroEncoder(_ -> 9));

    @Test
    void anEventIsAcceptedUpToTheLimitOfItsTopicAndNoFurther() {
        long largest = 0;
        int owner = 4_000;
        CommandOutcome refused = null;
        while (refused == null) {
            partition.send("account-" + owner, new OpenAccount("A".repeat(owner++), "EUR", 1L));
            PartitionBatch rows = partition.commit();
            largest = Math.max(largest, largestRecord(rows));
            refused = rows.outcomes().isEmpty() ? null : rows.outcomes().getFirst();
        }
        assertThat(largest).isLessThanOrEqualTo(LIMIT).isGreaterThan(LIMIT - NEAR);
        assertThat(refused.code()).isEqualTo("record-too-large");
    }

    @Test
    void aProcessHeaderThatNoResultCanCarryRefusesTheCommandAndIsLeftOutOfItsResult() {
        partition.send("account-1", open(1), header(HeaderNames.PROCESS, "p".repeat(5_000)));
        PartitionBatch rows = partition.commit();

        CommandOutcome outcome = rows.outcomes().getFirst();
        assertThat(rows.events()).isEmpty();
        assertThat(outcome.status()).isEqualTo(CommandStatus.REJECTED);
        assertThat(outcome.code()).isEqualTo("record-too-large");
        assertThat(outcome.process()).isNull();
        assertThat(outcome.message()).contains("ce_process of 5000 characters is left out");
        assertThat(largestRecord(rows)).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void theResultOfARefusedBulkFitsHoweverManyCommandsItHas() {
        partition.sendBulk("account-1", Collections.nCopies(1_000, deposit(5)));
        PartitionBatch rows = partition.commit();

        CommandOutcome outcome = rows.outcomes().getFirst();
        assertThat(outcome.parts()).isEmpty();
        assertThat(outcome.message()).contains("what became of each of the 1000 commands is left out");
        assertThat(largestRecord(rows)).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void anAcceptedBulkWhoseResultWouldNotFitIsRefusedWhole() {
        List<SpecificRecord> commands = new ArrayList<>(Collections.nCopies(999, deposit(5)));
        commands.addFirst(open(1));
        partition.sendBulk("account-1", commands);
        PartitionBatch rows = partition.commit();

        assertThat(rows.events()).isEmpty();
        assertThat(rows.outcomes().getFirst().code()).isEqualTo("record-too-large");
        assertThat(rows.outcomes().getFirst().message())
                .startsWith("the result of a command for account-1 could take ");
        assertThat(largestRecord(rows)).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void aRepeatWithAProcessHeaderThatDoesNotFitIsAnsweredWithoutIt() {
        var id = DecidedPartition.id(partition.newId());
        partition.send("account-1", open(1), id);
        partition.commit();
        partition.send("account-1", open(1), id, header(HeaderNames.PROCESS, "p".repeat(5_000)));
        PartitionBatch rows = partition.commit();

        CommandOutcome repeat = rows.outcomes().getFirst();
        assertThat(repeat.duplicate()).isTrue();
        assertThat(repeat.status()).isEqualTo(CommandStatus.ACCEPTED);
        assertThat(repeat.process()).isNull();
        assertThat(largestRecord(rows)).isLessThanOrEqualTo(LIMIT);
    }

    private long largestRecord(PartitionBatch rows) {
        long[] largest = {0};
        records.of(rows, record -> {
            if (!record.topic().equals(Topics.DEFAULT.commandsDlq())) {
                largest[0] = Math.max(largest[0], RecordSize.of(record));
            }
        });
        return largest[0];
    }
}
