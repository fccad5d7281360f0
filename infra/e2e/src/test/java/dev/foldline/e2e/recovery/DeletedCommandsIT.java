package dev.foldline.e2e.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foldline.e2e.SharedStack;
import dev.foldline.e2e.guards.OwnPipeline;
import dev.foldline.stack.LocalStack;
import dev.foldline.testing.TestTimeouts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A restart after retention has deleted what it deletes, as {@code kafka-delete-records} does at once. */
@Tag("soak")
@ExtendWith(SharedStack.class)
final class DeletedCommandsIT {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final LocalStack stack;

    @SuppressWarnings("NullAway.Init")
    private Admin admin;

    DeletedCommandsIT(LocalStack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void openAdmin() {
        admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.endpoints().bootstrapServers()));
    }

    @AfterEach
    void closeAdmin() {
        admin.close();
    }

    @Test
    void commandsThatEndWithATransactionsMarkerMayBeDeletedToTheirEnd() throws Exception {
        try (OwnPipeline pipeline = OwnPipeline.create(stack.endpoints(), "markers", folder)) {
            pipeline.start("markers");
            pipeline.decide(0, 1, 2);
            abortTransaction(pipeline, 0);
            abortTransaction(pipeline, 1);
            long end = end(pipeline, 0);
            await("offset behind the markers")
                    .atMost(TestTimeouts.CONDITION)
                    .until(() -> nextOffset(pipeline, 0) == end && nextOffset(pipeline, 1) == end(pipeline, 1));
            pipeline.stop();
            delete(pipeline.topics().commands(), 0, 1, 2);

            pipeline.start("markers");
            await().atMost(TestTimeouts.PROCESS).until(pipeline::ready);
            pipeline.decide(0, 1, 2);
        }
    }

    @Test
    void commandsThatWereDeletedUndecidedAreReportedWithTheirOffsetsAndHoldUpNobodyElse() throws Exception {
        try (OwnPipeline pipeline = OwnPipeline.create(stack.endpoints(), "undecided", folder)) {
            pipeline.start("undecided");
            pipeline.decide(0, 1, 2);
            pipeline.stop();
            long decided = nextOffset(pipeline, 1);
            pipeline.send(1);
            long end = end(pipeline, 1);
            delete(pipeline.topics().commands(), 1);

            pipeline.start("undecided");
            pipeline.decide(0, 2);
            await().atMost(TestTimeouts.PROCESS)
                    .untilAsserted(() -> assertThat(pipeline.readiness())
                            .contains("commands-1 STOPPED: the next command is at offset " + decided
                                    + ", but the commands topic begins at " + end));
        }
    }

    @Test
    void withoutResultsAndGroupOffsetsTheEventsSayWhatWasForwarded() throws Exception {
        try (OwnPipeline pipeline = OwnPipeline.create(stack.endpoints(), "week_off", folder)) {
            pipeline.start("week_off");
            pipeline.decide(0, 1, 2);
            pipeline.sendUndecodable(1, new byte[] {7});
            await().atMost(TestTimeouts.CONDITION).until(() -> nextOffset(pipeline, 1) == end(pipeline, 1));
            pipeline.stop();
            delete(pipeline.topics().commandResults(), 0, 1, 2);
            await().atMost(TestTimeouts.CONDITION)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptions()
                    .until(() -> {
                        admin.deleteConsumerGroups(List.of(pipeline.groupId()))
                                .all()
                                .get();
                        return true;
                    });
            long events = end(pipeline.topics().events(), 1);
            long letters = end(pipeline.topics().commandsDlq(), 1);

            pipeline.start("week_off");
            await().atMost(TestTimeouts.PROCESS).until(pipeline::ready);
            assertThat(end(pipeline.topics().events(), 1)).isEqualTo(events);
            assertThat(end(pipeline.topics().commandsDlq(), 1)).isEqualTo(letters);
            pipeline.decide(0, 1, 2);
        }
    }

    private void abortTransaction(OwnPipeline pipeline, int partition) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        stack.endpoints().bootstrapServers(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        "deleted-commands-" + partition),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            var _ = producer.send(
                    new ProducerRecord<>(pipeline.topics().commands(), partition, new byte[1], new byte[1]));
            producer.flush();
            producer.abortTransaction();
        }
    }

    private static long nextOffset(OwnPipeline pipeline, int partition) throws Exception {
        String database = pipeline.topics().prefix().replace(".", "");
        return Long.parseLong(
                pipeline.text(database, "SELECT next_offset FROM command_partitions WHERE partition = " + partition));
    }

    private long end(OwnPipeline pipeline, int partition) throws Exception {
        return end(pipeline.topics().commands(), partition);
    }

    private long end(String topic, int partition) throws Exception {
        TopicPartition of = new TopicPartition(topic, partition);
        return admin.listOffsets(Map.of(of, OffsetSpec.latest()))
                .partitionResult(of)
                .get()
                .offset();
    }

    private void delete(String topic, int... partitions) throws Exception {
        for (int partition : partitions) {
            // To the end, which is what -1 means here.
            admin.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .get();
        }
    }
}
