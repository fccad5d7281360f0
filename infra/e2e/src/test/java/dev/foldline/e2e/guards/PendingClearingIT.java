package dev.foldline.e2e.guards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.e2e.SharedStack;
import dev.foldline.runtime.kafka.OffsetsTopic;
import dev.foldline.runtime.kafka.PendingOffsets;
import dev.foldline.stack.LocalStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Offsets that only the memory of a group's coordinator has as pending, on a real broker. No client can end a
 * transaction in the log alone, so its log shows it as that of another group, and the memory is real.
 */
@Tag("soak")
@ExtendWith(SharedStack.class)
final class PendingClearingIT {

    private static final String OWN_ID = "pending-clearing-own";

    private final String bootstrapServers;

    PendingClearingIT(LocalStack stack) {
        this.bootstrapServers = stack.endpoints().bootstrapServers();
    }

    @Test
    void anAbortedTransactionUnderTheSameTransactionalIdClearsThemAndKeepsWhatWasCommitted() throws Exception {
        String group = "pending-clearing";
        try (Admin admin = Admin.create(settings())) {
            TopicPartition partition = hang(admin, group);
            PendingOffsets offsets = offsets(admin, group, OWN_ID::equals);
            assertThat(offsets.look(List.of(partition)))
                    .hasValueSatisfying(reason -> assertThat(reason)
                            .contains(
                                    "no transaction with them is open in __consumer_offsets-",
                                    "its coordinator alone"));
            Awaitility.await("the offset can be determined")
                    .until(() -> offsets.look(List.of(partition)).isEmpty());
            assertThat(admin.listConsumerGroupOffsets(group)
                            .partitionsToOffsetAndMetadata()
                            .get())
                    .containsExactly(Map.entry(partition, new OffsetAndMetadata(7)));
        }
    }

    @Test
    void withoutATransactionalIdOfItsOwnTheStatusSaysWhatWasTriedAndNamesTheRestart() throws Exception {
        String group = "pending-clearing-of-nobody";
        try (Admin admin = Admin.create(settings())) {
            TopicPartition partition = hang(admin, group);
            PendingOffsets offsets = offsets(admin, group, _ -> false);
            String reason = Awaitility.await("something was tried")
                    .until(
                            () -> offsets.look(List.of(partition)),
                            look -> !offsets.tried().isEmpty())
                    .orElseThrow();
            assertThat(reason)
                    .contains("a restart of the broker that leads that partition")
                    .contains("tried: ")
                    .contains("aborted a transaction under none of the group's transactional ids");
        }
    }

    /**
     * Commits offset 7, and leaves offset 9 pending in a transaction that no coordinator has, and whose first record is
     * that of another group in the same partition of the offsets.
     */
    private TopicPartition hang(Admin admin, String group) throws Exception {
        TopicPartition partition = new TopicPartition("commands", 0);
        String first = UnannouncedOffset.otherGroup(admin, group);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrapServers,
                                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                                OWN_ID),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
                UnverifiedTransactions unverified = UnverifiedTransactions.on(admin)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(
                    Map.of(partition, new OffsetAndMetadata(7)), OffsetsTopic.outsider(bootstrapServers, group));
            producer.commitTransaction();
            TransactionDescription known = admin.describeTransactions(List.of(OWN_ID))
                    .description(OWN_ID)
                    .get();
            for (String of : List.of(first, group)) {
                unverified.await(() -> new UnannouncedOffset(
                                of, partition, 9, OWN_ID, known.producerId(), (short) known.producerEpoch())
                        .isTaken(bootstrapServers));
            }
        }
        return partition;
    }

    private PendingOffsets offsets(Admin admin, String group, Predicate<String> isOwn) {
        return new PendingOffsets(
                admin, bootstrapServers, new PendingOffsets.Group(group, isOwn, Duration.ofSeconds(1)));
    }

    private Map<String, Object> settings() {
        return Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    }
}
