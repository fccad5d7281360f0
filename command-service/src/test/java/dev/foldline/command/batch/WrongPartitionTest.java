package dev.foldline.command.batch;

import static dev.foldline.command.batch.DecidedPartition.id;
import static dev.foldline.command.batch.DecidedPartition.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.batch.rule.KeyPlace;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.DeadLetter;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.contract.KeyPartitioner;
import dev.foldline.schema.CommandStatus;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A command that a client puts where its key does not belong. */
class WrongPartitionTest {

    /** Of partition 4 by Kafka's default partitioner. */
    private static final String ELSEWHERE = "account-1";

    private final String here = keyOf(DecidedPartition.PARTITION);
    private final DecidedPartition partition = DecidedPartition.oneOf(8);

    @Test
    void aRecordInAWrongPartitionFailsWithAResultAndADeadLetterAndItsNeighboursAreDecided() {
        UUID commandId = partition.newId();
        partition.send(here, open(1));
        long offset = partition.send(ELSEWHERE, open(1), id(commandId));
        partition.send(keyOf(DecidedPartition.PARTITION, 1), open(1));

        PartitionBatch rows = partition.commit();

        assertThat(rows.events())
                .hasSize(2)
                .extracting(StoredEvent::aggregateId)
                .doesNotContain(ELSEWHERE);
        CommandOutcome outcome = rows.outcomes().getFirst();
        assertThat(rows.outcomes()).hasSize(1);
        assertThat(outcome.commandId()).isEqualTo(commandId);
        assertThat(outcome.aggregateId()).isEqualTo(ELSEWHERE);
        assertThat(outcome.status()).isEqualTo(CommandStatus.FAILED);
        assertThat(outcome.code()).isEqualTo("wrong-partition");
        assertThat(outcome.message())
                .isEqualTo("key account-1 belongs to partition 4 of 8, this record is in 0; set the producer's"
                        + " partitioner to murmur2_random");
        DeadLetter letter = rows.deadLetters().getFirst();
        assertThat(rows.deadLetters()).hasSize(1);
        assertThat(letter.commandOffset()).isEqualTo(offset);
        assertThat(letter.code()).isEqualTo("wrong-partition");
    }

    @Test
    void theSameCommandThereAgainGetsItsFirstResult() {
        UUID commandId = partition.newId();
        partition.send(ELSEWHERE, open(1), id(commandId));
        partition.commit();
        partition.send(ELSEWHERE, open(1), id(commandId));

        PartitionBatch again = partition.commit();

        assertThat(again.outcomes()).extracting(CommandOutcome::code).containsExactly("wrong-partition");
        assertThat(again.outcomes().getFirst().firstOffset()).isZero();
        assertThat(again.deadLetters()).isEmpty();
    }

    @Test
    void aKeyThatIsNotValidIsRefusedForThat() {
        partition.sendBytes(new byte[] {(byte) 0xff, 1}, new byte[] {7});

        assertThat(partition.commit().outcomes())
                .extracting(CommandOutcome::code)
                .containsExactly("invalid-key");
    }

    @ParameterizedTest
    @CsvSource({"MURMUR2, murmur2_random", "CRC32, consistent_random", "FNV1A, fnv1a_random"})
    void theMessageNamesThePartitionerAsTheProducerKnowsIt(KeyPartitioner partitioner, String name) {
        KeyPlace place = new KeyPlace(partitioner, 8, true);
        byte[] key = ELSEWHERE.getBytes(StandardCharsets.UTF_8);
        int right = partitioner.partitionOf(key, 8);

        assertThatThrownBy(() -> place.require(key, (right + 1) % 8))
                .isInstanceOf(KeyPlace.WrongPartitionException.class)
                .hasMessageContaining("belongs to partition " + right + " of 8")
                .hasMessageEndingWith("set the producer's partitioner to " + name);
    }

    private static String keyOf(int partition) {
        return keyOf(partition, 0);
    }

    private static String keyOf(int partition, int skipped) {
        int found = 0;
        for (int number = 0; ; number++) {
            String key = "account-" + number;
            if (KeyPartitioner.MURMUR2.partitionOf(key, 8) == partition && found++ == skipped) {
                return key;
            }
        }
    }
}
