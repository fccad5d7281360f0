package dev.foldline.command.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.store.entry.DeadLetter;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommandResenderTest {

    private static final UUID ID = UUID.fromString("0193b1c0-7c00-7000-8000-000000000001");

    private final CommandsTopic topic = new CommandsTopic();

    @Test
    void aCommandInAWrongPartitionIsSentToThePartitionOfItsKey() {
        try (CommandResender resender = topic.resender(_ -> 1)) {
            assertThat(resender.send(letter("account-1".getBytes(UTF_8)))).isEqualTo("bank.commands-1@0");
        }
        ProducerRecord<byte @Nullable [], byte @Nullable []> sent =
                topic.records().getFirst();
        assertThat(sent.partition()).isEqualTo(1);
        // The offset of a command of partition 0 says nothing in partition 1.
        assertThat(CommandsTopic.headers(sent)).containsExactly("ce_id=" + ID);
    }

    @Test
    void aCommandInItsOwnPartitionStaysThereAndNamesItsLetter() {
        try (CommandResender resender = topic.resender(_ -> 0)) {
            resender.send(letter("account-1".getBytes(UTF_8)));
        }
        ProducerRecord<byte @Nullable [], byte @Nullable []> sent =
                topic.records().getFirst();
        assertThat(sent.partition()).isZero();
        assertThat(CommandsTopic.headers(sent)).containsExactly("ce_id=" + ID, "ce_retryof=17");
    }

    @Test
    void aCommandWithoutAKeyStaysInItsPartition() {
        try (CommandResender resender = topic.resender(_ -> 1)) {
            resender.send(letter(null));
            resender.send(letter(new byte[0]));
        }
        assertThat(topic.records()).extracting(ProducerRecord::partition).containsExactly(0, 0);
    }

    private static DeadLetterDetails letter(byte @Nullable [] key) {
        DeadLetter letter =
                new DeadLetter(0, 17, key, new byte[] {7}, List.of(), "wrong-partition", "wrong", "", Instant.EPOCH);
        return new DeadLetterDetails(letter, ID, null);
    }
}
