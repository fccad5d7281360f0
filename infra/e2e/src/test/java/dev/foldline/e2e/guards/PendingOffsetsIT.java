package dev.foldline.e2e.guards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.e2e.SharedStack;
import dev.foldline.runtime.kafka.OffsetsTopic;
import dev.foldline.stack.Endpoints;
import dev.foldline.stack.LocalStack;
import dev.foldline.testing.TestTimeouts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A view survives committed offsets that cannot be determined, that vanish and that go back, on a real broker; each
 * test kills the service, decides more events, and starts it again.
 */
@Tag("soak")
@ExtendWith(SharedStack.class)
final class PendingOffsetsIT {

    private static final String VIEW = "account-balances";
    private static final String DATABASE = "pending_offsets";
    private static final Set<TransactionState> ENDED =
            Set.of(TransactionState.EMPTY, TransactionState.COMPLETE_ABORT, TransactionState.COMPLETE_COMMIT);
    private static final int LONG_TIMEOUT_MS = 60_000;

    /** From when the service begins to run its views. */
    private static final Duration NAMED_WITHIN = Duration.ofSeconds(30);

    private static final int ROUND = OwnPipeline.PARTITIONS;

    @SuppressWarnings("NullAway.Init")
    private static String bootstrapServers;

    @SuppressWarnings("NullAway.Init")
    private static Admin admin;

    @SuppressWarnings("NullAway.Init")
    private static OwnPipeline pipeline;

    @SuppressWarnings("NullAway.Init")
    private static OwnProjections projections;

    /** As many as events, as every command opens one. */
    private static int accounts;

    @BeforeAll
    static void foldSomeEvents(LocalStack stack, @TempDir Path folder) throws Exception {
        Endpoints endpoints = stack.endpoints();
        bootstrapServers = endpoints.bootstrapServers();
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
        pipeline = OwnPipeline.create(endpoints, DATABASE, folder);
        pipeline.start(DATABASE);
        projections = new OwnProjections(endpoints, pipeline, DATABASE, folder);
        projections.start();
        decideInAllPartitions();
        projections.awaitCaughtUp(VIEW);
    }

    @AfterAll
    static void stop() throws Exception {
        projections.close();
        pipeline.close();
        admin.close();
    }

    @Test
    void aTransactionWithItsOffsetsThatHangsIsNamedAndEndedAndNoEventIsLostOrRepeated() throws Exception {
        long repeats = repeats();
        try (KafkaProducer<byte[], byte[]> producer = producer("stranger");
                UnverifiedTransactions unverified = UnverifiedTransactions.on(admin)) {
            projections.kill();
            decideInAllPartitions();
            producer.initTransactions();
            TransactionDescription known = coordinators("stranger");
            unverified.await(() -> new UnannouncedOffset(
                            projections.group(VIEW), events(0), 1, "stranger", known.producerId(), (short)
                                    known.producerEpoch())
                    .isTaken(bootstrapServers));
            projections.start();

            String reason = awaitReason();
            assertThat(reason)
                    .startsWith("the committed offset of " + events(0) + " cannot be determined since ")
                    .contains("producer " + known.producerId() + " (transactional id stranger) has a transaction open"
                            + " since ")
                    .contains("that no coordinator has: it hangs")
                    .contains(": in __consumer_offsets-");
            assertDegraded();
            projections.awaitCaughtUp(VIEW);
        }
        assertWhole(repeats);
    }

    @Test
    void aTransactionOfSomebodyElseThatItsCoordinatorHasIsNamedAndLeftAloneUntilItEnds() throws Exception {
        long repeats = repeats();
        try (KafkaProducer<byte[], byte[]> producer = producer("somebody-else")) {
            projections.kill();
            decideInAllPartitions();
            producer.initTransactions();
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(
                    Map.of(events(1), new OffsetAndMetadata(1)),
                    OffsetsTopic.outsider(bootstrapServers, projections.group(VIEW)));
            projections.start();

            assertThat(awaitReason(NAMED_WITHIN))
                    .contains("the committed offset of " + events(1) + " cannot be determined")
                    .contains("(transactional id somebody-else)")
                    .contains("Ongoing")
                    .contains("that is left alone, as it is not of this group's own producers");
            assertDegraded();
            assertThat(coordinators("somebody-else").state()).isEqualTo(TransactionState.ONGOING);
            producer.abortTransaction();
            projections.awaitCaughtUp(VIEW);
        }
        assertWhole(repeats);
    }

    /** In the log it is a transaction of another group: the view's group has it in its coordinator's memory alone. */
    @Test
    void whatOnlyTheCoordinatorsMemoryHasAsPendingIsClearedUnderTheViewsOwnTransactionalId() throws Exception {
        long repeats = repeats();
        String group = projections.group(VIEW);
        projections.kill();
        decideInAllPartitions();
        try (UnverifiedTransactions unverified = UnverifiedTransactions.on(admin)) {
            String own = transactionalIdOf(group);
            // One that was open when the service was killed would be ended, and clear everything, as it starts again.
            TransactionDescription known = Awaitility.await("the transaction of the killed service has ended")
                    .until(() -> coordinators(own), last -> ENDED.contains(last.state()));
            for (String of : List.of(UnannouncedOffset.otherGroup(admin, group), group)) {
                unverified.await(() -> new UnannouncedOffset(
                                of, events(2), 1, own, known.producerId(), (short) known.producerEpoch())
                        .isTaken(bootstrapServers));
            }
        }
        projections.start();

        assertThat(awaitReason())
                .contains("the committed offset of " + events(2) + " cannot be determined")
                .contains("no transaction with them is open in __consumer_offsets-");
        projections.awaitCaughtUp(VIEW);
        assertWhole(repeats);
    }

    @Test
    void offsetsThatVanishOrGoBackWhileItIsAwayRepeatAtTheGateAndNothingElse() throws Exception {
        long repeats = repeats();
        projections.kill();
        String group = projections.group(VIEW);
        // The group lets nobody touch its offsets while it has members; those that were killed are still in it.
        admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                .all()
                .get();
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        admin.deleteConsumerGroupOffsets(group, committed.keySet()).all().get();
        admin.alterConsumerGroupOffsets(
                        group, Map.of(events(1), new OffsetAndMetadata(1), events(2), new OffsetAndMetadata(2)))
                .all()
                .get();
        int before = accounts;
        decideInAllPartitions();
        projections.start();
        projections.awaitCaughtUp(VIEW);

        // All of partition 0 comes again; without its first record of partition 1, and without those of partition 2
        // that are below offset 2: a record, and the marker of its transaction.
        int ofEach = before / OwnPipeline.PARTITIONS;
        assertWhole(repeats + ofEach + 2L * (ofEach - 1));
    }

    private static void decideInAllPartitions() {
        pipeline.decide(0, 1, 2, 0, 1, 2);
        accounts += 2 * ROUND;
    }

    private static long repeats() throws Exception {
        return projections.status(VIEW).path("repeats").asLong();
    }

    private static String awaitReason() {
        return awaitReason(TestTimeouts.PROCESS);
    }

    private static String awaitReason(Duration within) {
        return Awaitility.await("a reason for which the view does not run")
                .atMost(within)
                .until(
                        () -> projections.status(VIEW).path("reasons").path("1").asText(),
                        reason -> reason.contains("cannot be determined"));
    }

    /** The other views serve, so the service is ready; the view's own check fails with the reason. */
    private static void assertDegraded() throws Exception {
        Awaitility.await("another view serves")
                .until(() -> projections.get("/health/ready").status() == 200);
        JsonNode ready = projections.get("/health/ready").body();
        assertThat(ready.path("degraded").path(VIEW).asText()).contains("REBALANCING, the committed offset of ");
        assertThat(projections.get("/health/ready/" + VIEW).status()).isEqualTo(503);
        assertThat(projections.get("/health/live").status()).isEqualTo(200);
    }

    private static void assertWhole(long repeats) throws Exception {
        // A thread whose producer was fenced joins again, and its view answers nothing meanwhile.
        String rows = Awaitility.await("every account has a row")
                .until(PendingOffsetsIT::rows, answer -> answer.size() == accounts)
                .toString();
        assertThat(rows).doesNotContain("\"balanceMinor\":200");
        projections.awaitCaughtUp(VIEW);
        JsonNode status = projections.status(VIEW);
        assertThat(status.path("missing").asLong()).as("missing").isZero();
        assertThat(status.path("gaps").asLong()).as("gaps").isZero();
        assertThat(status.path("repeats").asLong()).as("repeats").isEqualTo(repeats);
        assertThat(status.path("reasons")).isEmpty();
    }

    private static JsonNode rows() throws Exception {
        return projections
                .get("/projections/" + VIEW + "/rows?limit=1000")
                .body()
                .path("rows");
    }

    private static TopicPartition events(int partition) {
        return new TopicPartition(pipeline.topics().events(), partition);
    }

    /** Of the view's only stream thread. */
    private static String transactionalIdOf(String group) throws Exception {
        return admin.listTransactions().all().get().stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> id.startsWith(group + "-"))
                .findFirst()
                .orElseThrow();
    }

    private static TransactionDescription coordinators(String transactionalId) throws Exception {
        return admin.describeTransactions(List.of(transactionalId))
                .description(transactionalId)
                .get();
    }

    private static KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        transactionalId,
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        LONG_TIMEOUT_MS),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
