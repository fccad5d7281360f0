package dev.foldline.e2e.guards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.forward.ForwardException;
import dev.foldline.command.forward.ForwardedPositions;
import dev.foldline.contract.Topics;
import dev.foldline.e2e.SharedStack;
import dev.foldline.runtime.kafka.TransactionWatch;
import dev.foldline.stack.LocalStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.AbortTransactionOptions;
import org.apache.kafka.clients.admin.AbortTransactionResult;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Transactions that no coordinator has do not hold up a partition's owner, on a real broker; each test has a partition
 * of its own.
 */
@ExtendWith(SharedStack.class)
final class HangingTransactionsIT {

    private static final String LOGGER = "dev.foldline.runtime.kafka.HangingTransactions";
    private static final Topics TOPICS = new Topics("hanging.");
    private static final int PARTITIONS = 16;
    private static final Duration HASTY = Duration.ofMillis(300);
    private static final AtomicInteger nextPartition = new AtomicInteger();

    @SuppressWarnings("NullAway.Init")
    private static String bootstrapServers;

    @SuppressWarnings("NullAway.Init")
    private static Admin admin;

    @SuppressWarnings("NullAway.Init")
    private static UnverifiedTransactions unverified;

    private final int partition = nextPartition.getAndIncrement();
    private final TopicPartition results = new TopicPartition(TOPICS.commandResults(), partition);
    private final TopicPartition events = new TopicPartition(TOPICS.events(), partition);
    private final String transactionalId = "hanging-" + partition;
    private final KafkaProducer<byte[], byte[]> producer = producer(transactionalId);

    @BeforeAll
    static void letBrokersTakeWhatNoCoordinatorKnows(LocalStack stack) throws Exception {
        bootstrapServers = stack.endpoints().bootstrapServers();
        admin = Admin.create(settings());
        admin.createTopics(List.of(
                        new NewTopic(TOPICS.commandResults(), PARTITIONS, (short) 1),
                        new NewTopic(TOPICS.events(), PARTITIONS, (short) 1)))
                .all()
                .get();
        unverified = UnverifiedTransactions.on(admin);
    }

    @AfterAll
    static void restoreBrokers() throws Exception {
        unverified.close();
        admin.close();
    }

    @BeforeEach
    void openProducer() {
        producer.initTransactions();
    }

    @AfterEach
    void closeProducer() {
        producer.close(Duration.ZERO);
    }

    @Test
    void whatHangsIsEndedAndTheLastCommittedRecordIsFound() throws Exception {
        commit(42, 8);
        hang(results, 43);
        hang(events, 9);
        long epoch = coordinators().producerEpoch();
        try (ForwardedPositions positions = positions(client());
                Warnings warnings = new Warnings(LOGGER);
                KafkaProducer<byte[], byte[]> successor = producer(transactionalId)) {
            successor.initTransactions();
            assertThat(coordinators().state()).isEqualTo(TransactionState.EMPTY);
            assertThat(positions.lastAnsweredOffset(partition)).isEqualTo(42);
            assertThat(positions.lastPosition(partition)).isEqualTo(8);
            assertThat(warnings.lines()).containsExactly(ended(results, epoch, 2), ended(events, epoch, 2));
            commit(successor, 43, 9);
            assertThat(positions.lastAnsweredOffset(partition)).isEqualTo(43);
            assertThat(positions.lastPosition(partition)).isEqualTo(9);
        }
    }

    /** As in a changelog or in the commands, whose ends nobody asks for before reading. */
    @Test
    void whatHangsInATopicThatAServiceWatchesIsEnded() throws Exception {
        commit(42, 8);
        hang(events, 9);
        assertThat(end(IsolationLevel.READ_COMMITTED)).isLessThan(end(IsolationLevel.READ_UNCOMMITTED));
        TransactionWatch.Pace hasty = new TransactionWatch.Pace(HASTY, HASTY);
        try (TransactionWatch _ = TransactionWatch.start(
                client(), TOPICS.events()::equals, hasty, "nothing becomes of it, as this is a test")) {
            Awaitility.await().until(() -> end(IsolationLevel.READ_COMMITTED) == end(IsolationLevel.READ_UNCOMMITTED));
        }
    }

    private long end(IsolationLevel isolation) throws ExecutionException, InterruptedException {
        return admin.listOffsets(Map.of(events, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                .partitionResult(events)
                .get()
                .offset();
    }

    @Test
    void whatHangsOfAProducerThatNoCoordinatorListsIsEnded() throws Exception {
        commit(42, 8);
        hang(new UnannouncedRecord(results, "forgotten", 1L << 40, (short) 3, headers(results, 43)));
        try (ForwardedPositions positions = positions(client())) {
            assertThat(positions.lastAnsweredOffset(partition)).isEqualTo(42);
        }
    }

    @Test
    void whatHangsOfAProducerWithATransactionInAnotherPartitionIsEndedAlone() throws Exception {
        commit(42, 8);
        producer.beginTransaction();
        producer.send(record(events, 9)).get();
        assertThat(coordinators().state()).isEqualTo(TransactionState.ONGOING);
        hang(results, 43);
        try (ForwardedPositions positions = positions(client())) {
            assertThat(positions.lastAnsweredOffset(partition)).isEqualTo(42);
            producer.commitTransaction();
            assertThat(positions.lastPosition(partition)).isEqualTo(9);
        }
    }

    @Test
    void anOngoingTransactionIsLeftAlone() throws Exception {
        producer.beginTransaction();
        producer.send(record(results, 42)).get();
        try (ForwardedPositions positions = positions(client())) {
            assertLate(positions);
            producer.commitTransaction();
            assertThat(positions.lastAnsweredOffset(partition)).isEqualTo(42);
        }
    }

    @Test
    void anOngoingTransactionIsLeftAloneBesideOneThatHangs() throws Exception {
        hang(results, 41);
        try (ForwardedPositions positions = positions(client());
                KafkaProducer<byte[], byte[]> ongoing = producer(transactionalId + "-ongoing")) {
            ongoing.initTransactions();
            ongoing.beginTransaction();
            ongoing.send(record(results, 42)).get();
            assertLate(positions);
            ongoing.commitTransaction();
            assertThat(positions.lastAnsweredOffset(partition)).isEqualTo(42);
        }
    }

    @Test
    void aTransactionThatBeganDuringTheWaitIsNotLookedAtYet() throws Exception {
        commit(42, 8);
        AtomicInteger asked = new AtomicInteger();
        ForwardingAdmin hangsAfterTheFirstLook = new ForwardingAdmin(settings()) {
            @Override
            public ListOffsetsResult listOffsets(Map<TopicPartition, OffsetSpec> of, ListOffsetsOptions options) {
                if (asked.incrementAndGet() == 2) {
                    hang(results, 43);
                }
                return super.listOffsets(of, options);
            }
        };
        try (ForwardedPositions positions = positions(hangsAfterTheFirstLook)) {
            assertLate(positions);
            assertThat(positions.lastAnsweredOffset(partition)).isEqualTo(42);
        }
    }

    @Test
    void theOwnerWaitsWhereTheBrokerRefusesToEndWhatHangs() throws Exception {
        commit(42, 8);
        hang(results, 43);
        ForwardingAdmin refused = new ForwardingAdmin(settings()) {
            @Override
            public AbortTransactionResult abortTransaction(AbortTransactionSpec spec, AbortTransactionOptions options) {
                short staleEpoch = (short) (spec.producerEpoch() - 1);
                return super.abortTransaction(
                        new AbortTransactionSpec(
                                spec.topicPartition(), spec.producerId(), staleEpoch, spec.coordinatorEpoch()),
                        options);
            }
        };
        try (ForwardedPositions positions = positions(refused);
                Warnings warnings = new Warnings(LOGGER)) {
            assertLate(positions);
            assertThat(warnings.lines())
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .startsWith(results + ": the transaction of producer id ")
                    .contains("(transactional id " + transactionalId + "), open since offset 2, is hanging")
                    .contains("could not be aborted, which takes Alter or ClusterAction on the cluster")
                    .contains("InvalidProducerEpochException");
        }
    }

    /** What is logged of the test's producer. */
    private String ended(TopicPartition in, long epoch, long startOffset) {
        return in + ": the transaction of producer id " + coordinators().producerId() + " epoch " + epoch
                + " (transactional id " + transactionalId + "), open since offset " + startOffset + ", was hanging,"
                + " no coordinator has it, and was aborted; nothing committed is lost, what it had is forwarded again"
                + " from the table";
    }

    private void assertLate(ForwardedPositions positions) {
        assertThatThrownBy(() -> positions.lastAnsweredOffset(partition))
                .isInstanceOf(ForwardException.class)
                .hasMessage(results + ": its end could not be read within " + HASTY.toMillis() + " ms");
    }

    /** Leaves a record of the test's producer in a partition, in a transaction that its coordinator does not have. */
    private void hang(TopicPartition of, long number) {
        TransactionDescription known = coordinators();
        hang(new UnannouncedRecord(
                of, transactionalId, known.producerId(), (short) known.producerEpoch(), headers(of, number)));
    }

    private static void hang(UnannouncedRecord record) {
        unverified.await(() -> record.isTaken(bootstrapServers));
    }

    /** What the coordinator says of the test's producer. */
    private TransactionDescription coordinators() {
        try {
            return admin.describeTransactions(List.of(transactionalId))
                    .description(transactionalId)
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void commit(long commandOffset, long position) {
        commit(producer, commandOffset, position);
    }

    private void commit(KafkaProducer<byte[], byte[]> by, long commandOffset, long position) {
        by.beginTransaction();
        var _ = by.send(record(results, commandOffset));
        var _ = by.send(record(events, position));
        by.commitTransaction();
    }

    private static ProducerRecord<byte[], byte[]> record(TopicPartition to, long number) {
        return new ProducerRecord<>(to.topic(), to.partition(), new byte[0], new byte[0], headers(to, number));
    }

    private static List<Header> headers(TopicPartition of, long number) {
        return of.topic().equals(TOPICS.events()) ? OwnHeaders.ofEvent(number) : OwnHeaders.ofResult(number);
    }

    private static KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        transactionalId),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static ForwardedPositions positions(Admin admin) {
        return TestPositions.of(bootstrapServers, admin, TOPICS, HASTY);
    }

    private static Admin client() {
        return Admin.create(settings());
    }

    private static Map<String, Object> settings() {
        return Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    }
}
