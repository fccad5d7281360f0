package dev.foldline.e2e.guards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.forward.ForwardException;
import dev.foldline.command.forward.ForwardedPositions;
import dev.foldline.command.forward.Forwarder;
import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.Topics;
import dev.foldline.e2e.SharedStack;
import dev.foldline.stack.LocalStack;
import dev.foldline.testing.TestTimeouts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the ends of the results and the events topics say, on a real broker; each test has a partition of its own. */
@ExtendWith(SharedStack.class)
final class ForwardedPositionsIT {

    private static final Topics TOPICS = new Topics("positions.");
    private static final int PARTITIONS = 16;
    private static final Duration HASTY = Duration.ofMillis(300);
    private static final AtomicInteger nextPartition = new AtomicInteger();

    @SuppressWarnings("NullAway.Init")
    private static String bootstrapServers;

    @SuppressWarnings("NullAway.Init")
    private static Admin admin;

    @SuppressWarnings("NullAway.Init")
    private static KafkaProducer<byte[], byte[]> producer;

    private final int partition = nextPartition.getAndIncrement();
    private final ForwardedPositions positions = positions(TestTimeouts.CONDITION);

    @BeforeAll
    static void createTopics(LocalStack stack) throws Exception {
        bootstrapServers = stack.endpoints().bootstrapServers();
        admin = admin();
        admin.createTopics(List.of(
                        new NewTopic(TOPICS.commandResults(), PARTITIONS, (short) 1),
                        new NewTopic(TOPICS.events(), PARTITIONS, (short) 1)))
                .all()
                .get();
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        "forwarded-positions-test"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
    }

    @AfterAll
    static void closeClients() {
        producer.close(Duration.ZERO);
        admin.close();
    }

    @AfterEach
    void closePositions() {
        positions.close();
    }

    @Test
    void anEmptyPartitionHasAnsweredNothing() throws ForwardException {
        assertThat(positions.lastAnsweredOffset(partition)).isEqualTo(Forwarder.NOTHING_ANSWERED);
        assertThat(positions.lastPosition(partition)).isZero();
    }

    @Test
    void theLastRecordsNumberIsFoundBehindItsTransactionsMarker() throws ForwardException {
        commit(41, 7);
        commit(42, 8);
        assertThat(positions.lastAnsweredOffset(partition)).isEqualTo(42);
        assertThat(positions.lastPosition(partition)).isEqualTo(8);
    }

    @Test
    void theLastRecordOfALongTransactionIsFound() throws ForwardException {
        producer.beginTransaction();
        for (int i = 0; i < 500; i++) {
            send(TOPICS.commandResults(), i);
        }
        producer.commitTransaction();
        assertThat(positions.lastAnsweredOffset(partition)).isEqualTo(499);
    }

    @Test
    void abortedTransactionsAreLookedPast() throws ForwardException {
        commit(42, 8);
        abort(100);
        assertThat(positions.lastAnsweredOffset(partition)).isEqualTo(42);
        assertThat(positions.lastPosition(partition)).isEqualTo(8);
    }

    @Test
    void abortedTransactionsAloneHaveAnsweredNothing() throws ForwardException {
        abort(3);
        assertThat(positions.lastAnsweredOffset(partition)).isEqualTo(Forwarder.NOTHING_ANSWERED);
        assertThat(positions.lastPosition(partition)).isZero();
    }

    @Test
    void recordsThatRetentionHasDeletedAreToldFromNone() throws Exception {
        commit(42, 8);
        for (String topic : List.of(TOPICS.commandResults(), TOPICS.events())) {
            // To the end, which is what -1 means here.
            admin.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .get();
        }
        assertThat(positions.lastAnsweredOffset(partition)).isEqualTo(Forwarder.ANSWERS_DELETED);
        assertThat(positions.lastPosition(partition)).isEqualTo(Forwarder.EVENTS_DELETED);
    }

    @Test
    void anOpenTransactionIsWaitedFor() throws Exception {
        commit(42, 8);
        producer.beginTransaction();
        send(TOPICS.commandResults(), 43);
        producer.flush();
        CompletableFuture<Long> last = CompletableFuture.supplyAsync(() -> {
            try {
                return positions.lastAnsweredOffset(partition);
            } catch (ForwardException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(last).isNotCompletedExceptionally();
        assertThatThrownBy(() -> last.get(HASTY.toMillis(), TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        producer.commitTransaction();
        assertThat(last.get()).isEqualTo(43);
    }

    @Test
    void aTransactionThatDoesNotEndIsGivenUp() {
        producer.beginTransaction();
        send(TOPICS.commandResults(), 42);
        producer.flush();
        try (ForwardedPositions hasty = positions(HASTY)) {
            assertThatThrownBy(() -> hasty.lastAnsweredOffset(partition))
                    .isInstanceOf(ForwardException.class)
                    .hasMessageContaining("positions.command-results-" + partition)
                    .hasMessageContaining(HASTY.toMillis() + " ms");
        } finally {
            producer.abortTransaction();
        }
    }

    @Test
    void recordsOfSomebodyElseArePassedOver() throws Exception {
        commit(42, 8);
        producer.beginTransaction();
        for (String topic : List.of(TOPICS.commandResults(), TOPICS.events())) {
            for (int i = 0; i < 50; i++) {
                var _ = producer.send(new ProducerRecord<>(topic, partition, null, "a line of text".getBytes(UTF_8)));
            }
            ProducerRecord<byte[], byte[]> odd = new ProducerRecord<>(topic, partition, null, new byte[0]);
            odd.headers().add(HeaderNames.POSITION, new byte[0]);
            odd.headers().add(HeaderNames.COMMAND_OFFSET, "9223372036854775807".getBytes(UTF_8));
            var _ = producer.send(odd);
        }
        producer.commitTransaction();

        assertThat(positions.lastAnsweredOffset(partition)).isEqualTo(42);
        assertThat(positions.lastPosition(partition)).isEqualTo(8);
        commit(43, 9);
        assertThat(positions.lastAnsweredOffset(partition)).isEqualTo(43);
    }

    @Test
    void aPartitionWithRecordsOfSomebodyElseAloneHasAnsweredNothing() throws Exception {
        producer.beginTransaction();
        var _ = producer.send(new ProducerRecord<>(TOPICS.commandResults(), partition, null, "text".getBytes(UTF_8)));
        var _ = producer.send(new ProducerRecord<>(TOPICS.events(), partition, null, "text".getBytes(UTF_8)));
        producer.commitTransaction();
        assertThat(positions.lastAnsweredOffset(partition)).isEqualTo(Forwarder.NOTHING_ANSWERED);
        assertThat(positions.lastPosition(partition)).isZero();
        assertThat(positions.firstPosition(new TopicPartition(TOPICS.events(), partition)))
                .isZero();
    }

    @Test
    void aTransactionThatStaysOpenIsWaitedForAMomentInEachCall() throws Exception {
        commit(42, 8);
        producer.beginTransaction();
        send(TOPICS.commandResults(), 43);
        producer.flush();
        try (ForwardedPositions impatient =
                TestPositions.impatient(bootstrapServers, admin(), TOPICS, TestTimeouts.CONDITION, HASTY)) {
            assertThatThrownBy(() -> impatient.lastAnsweredOffset(partition))
                    .isInstanceOf(ForwardException.class)
                    .hasMessageContaining("a transaction has been open in it for ");
            assertThat(impatient.lastPosition(partition)).isEqualTo(8);
            producer.commitTransaction();
            assertThat(impatient.lastAnsweredOffset(partition)).isEqualTo(43);
        }
    }

    private void commit(long commandOffset, long position) {
        producer.beginTransaction();
        send(TOPICS.commandResults(), commandOffset);
        send(TOPICS.events(), position);
        producer.commitTransaction();
    }

    private void abort(int transactions) {
        for (int i = 0; i < transactions; i++) {
            producer.beginTransaction();
            send(TOPICS.commandResults(), 1_000 + i);
            send(TOPICS.events(), 1_000 + i);
            producer.flush();
            producer.abortTransaction();
        }
    }

    private void send(String topic, long number) {
        var _ = producer.send(new ProducerRecord<>(
                topic,
                partition,
                new byte[0],
                new byte[0],
                topic.equals(TOPICS.events()) ? OwnHeaders.ofEvent(number) : OwnHeaders.ofResult(number)));
    }

    private static ForwardedPositions positions(Duration timeout) {
        return TestPositions.of(bootstrapServers, admin(), TOPICS, timeout);
    }

    private static Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }
}
