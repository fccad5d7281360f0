package dev.foldline.command.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.foldline.command.store.BatchBuilder;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.Topics;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.testing.TestTimeouts;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KafkaForwarderTest {

    private static final int WAITING_MAX = 2;
    private static final Duration PATIENT = TestTimeouts.CONDITION;
    private static final Duration HASTY = Duration.ofMillis(50);

    /** What a producer can refuse to do. */
    enum Refusal {
        BEGIN,
        SEND,
        RECORD,
        SEND_OFFSETS,
        FLUSH,
        COMMIT,
        COMMIT_AND_ABORT
    }

    private final List<GatedProducer> producers = new ArrayList<>();
    private KafkaForwarder forwarder = forwarder(PATIENT);
    private Ownership cursor = new Ownership(0, 1, 0, 1);

    @BeforeEach
    void start() throws ForwardException {
        forwarder.joined(generation(1));
        forwarder.reset();
    }

    @AfterEach
    void stop() {
        producers.forEach(producer -> producer.commits.release(100));
        forwarder.close();
    }

    @Test
    void batchesAreForwardedInTheOrderInWhichTheyWereHandedOver() throws ForwardException {
        for (int i = 0; i < 20; i++) {
            producer().commits.release();
            forwarder.submit(List.of(nextBatch()));
        }
        forwarder.flush();

        assertThat(answeredOffsets()).isEqualTo(offsetsUpTo(20));
        assertThat(committedOffset()).isEqualTo(20);
    }

    @Test
    void nothingShowsBeforeTheTransactionIsCommitted() throws ForwardException {
        forwarder.submit(List.of(nextBatch()));
        await().until(() -> producer().commits.hasQueuedThreads());
        assertThat(producer().history()).isEmpty();
        assertThat(producer().consumerGroupOffsetsHistory()).isEmpty();

        producer().commits.release();
        forwarder.flush();
        assertThat(answeredOffsets()).containsExactly("0");
        assertThat(committedOffset()).isEqualTo(1);
    }

    @Test
    void whatWaitsSharesOneTransaction() throws ForwardException {
        forwarder.submit(List.of(nextBatch()));
        await().until(() -> producer().commits.hasQueuedThreads());
        forwarder.submit(List.of(nextBatch()));
        forwarder.submit(List.of(nextBatch()));

        producer().commits.release(2);
        forwarder.flush();

        assertThat(producer().commitCount()).isEqualTo(2);
        assertThat(answeredOffsets()).isEqualTo(offsetsUpTo(3));
    }

    @ParameterizedTest
    @EnumSource
    void afterAFailureNothingIsForwardedUntilReset(Refusal refusal) throws ForwardException {
        refuse(producer(), refusal);
        producer().commits.release(10);
        forwarder.submit(List.of(nextBatch()));

        assertThatThrownBy(forwarder::flush)
                .isInstanceOf(ForwardException.class)
                .hasMessageContaining("forwarding has stopped")
                .hasMessageContaining("refused on purpose");
        assertThatThrownBy(forwarder::check).isInstanceOf(ForwardException.class);
        assertThatThrownBy(() -> forwarder.submit(List.of(nextBatch()))).isInstanceOf(ForwardException.class);
        assertThat(producer().history()).isEmpty();
        assertThat(producer().consumerGroupOffsetsHistory()).isEmpty();

        GatedProducer failed = producer();
        forwarder.reset();
        forwarder.check();
        assertThat(producer()).isNotSameAs(failed);
        assertThat(failed.closed()).isTrue();
        cursor = new Ownership(0, 2, 0, 1);
        producer().commits.release();
        forwarder.submit(List.of(nextBatch()));
        forwarder.flush();
        assertThat(failed.history()).isEmpty();
        assertThat(answeredOffsets()).containsExactly("0");
    }

    @Test
    void whoseRecordWasNotAcceptedIsNamed() throws ForwardException {
        producer().recordException = new KafkaException("refused on purpose");
        forwarder.submit(List.of(nextBatch()));
        assertThatThrownBy(forwarder::flush).hasMessageContaining("a record of commands-0 was not accepted");
    }

    @Test
    void whatWaitsIsNotForwardedOnceItIsAbandoned() throws ForwardException {
        forwarder.submit(List.of(nextBatch()));
        await().until(() -> producer().commits.hasQueuedThreads());
        forwarder.submit(List.of(nextBatch()));

        forwarder.abandon("partitions were lost");
        assertThatThrownBy(forwarder::check)
                .isInstanceOf(ForwardException.class)
                .hasMessage("forwarding has stopped: partitions were lost");
        producer().commits.release(10);
        GatedProducer old = producer();
        forwarder.reset();

        // The transaction that was open ended; what waited behind it never began.
        assertThat(old.commitCount()).isEqualTo(1);
        producer().commits.release(10);
        forwarder.flush();
        assertThat(producer().history()).isEmpty();
    }

    @Test
    void recordsAreInTheLogBeforeTheGroupIsToldTheirOffsets() throws ForwardException {
        producer().commits.release();
        forwarder.submit(List.of(nextBatch()));
        forwarder.flush();
        assertThat(producer().flushedBeforeOffsets).containsExactly(true);
    }

    @Test
    void whatIsAbandonedWhileAProducerIsOpenedStaysAbandoned() {
        KafkaForwarder[] interrupted = new KafkaForwarder[1];
        interrupted[0] = new KafkaForwarder(
                new KafkaForwarder.Setup(
                        "worker-1",
                        "commands",
                        () -> {
                            interrupted[0].abandon("partitions were taken");
                            return new GatedProducer();
                        },
                        WAITING_MAX,
                        PATIENT,
                        (_, _) -> {}),
                records(),
                unusedPositions(),
                unusedFence());
        assertThatThrownBy(() -> interrupted[0].reset())
                .isInstanceOf(ForwardException.class)
                .hasMessageContaining("partitions were taken");
        interrupted[0].close();
    }

    @Test
    void aFailureIsNotHiddenByAbandoningLater() {
        producer().commits.release(10);
        producer().sendException = new KafkaException("refused on purpose");
        assertThatThrownBy(() -> {
                    forwarder.submit(List.of(nextBatch()));
                    forwarder.flush();
                })
                .isInstanceOf(ForwardException.class);
        forwarder.abandon("partitions were lost");
        assertThatThrownBy(forwarder::check).hasMessageContaining("refused on purpose");
    }

    @Test
    void aTransactionCommitsUnderTheGroupThatItBeganWith() throws ForwardException {
        forwarder.submit(List.of(nextBatch()));
        await().until(() -> producer().commits.hasQueuedThreads());
        forwarder.joined(generation(2));
        forwarder.submit(List.of(nextBatch()));
        producer().commits.release(2);
        forwarder.flush();
        assertThat(producer().generations).containsExactly(1, 2);
    }

    @Test
    void aHandoverBlocksWhileTooManyWaitAndThenGoesOn() throws ForwardException {
        forwarder.submit(List.of(nextBatch()));
        await().until(() -> producer().commits.hasQueuedThreads());
        for (int i = 0; i < WAITING_MAX; i++) {
            forwarder.submit(List.of(nextBatch()));
        }
        PartitionBatch oneMore = nextBatch();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Void> handedOver = CompletableFuture.runAsync(() -> {
            thread.complete(Thread.currentThread());
            try {
                forwarder.submit(List.of(oneMore));
            } catch (ForwardException e) {
                throw new CompletionException(e);
            }
        });
        await().until(() -> thread.join().getState() == Thread.State.TIMED_WAITING);
        assertThat(handedOver).isNotDone();

        producer().commits.release(10);
        handedOver.join();
        forwarder.flush();
        assertThat(answeredOffsets()).isEqualTo(offsetsUpTo(2 + WAITING_MAX));
    }

    @Test
    void waitingEndsWithAnErrorThatSaysForWhat() throws ForwardException {
        stop();
        producers.clear();
        forwarder = forwarder(HASTY);
        start();
        forwarder.submit(List.of(nextBatch()));
        assertThatThrownBy(forwarder::flush)
                .isInstanceOf(ForwardException.class)
                .hasMessage("waited 50 ms for the batches to be forwarded");
        await().until(() -> producer().commits.hasQueuedThreads());
        for (int i = 0; i < WAITING_MAX; i++) {
            forwarder.submit(List.of(nextBatch()));
        }
        assertThatThrownBy(() -> forwarder.submit(List.of(nextBatch())))
                .isInstanceOf(ForwardException.class)
                .hasMessage("waited 50 ms for room for another batch");
        assertThatThrownBy(forwarder::reset)
                .isInstanceOf(ForwardException.class)
                .hasMessage("waited 50 ms for the open transaction to end");
    }

    @Test
    void aProducerThatCannotBeOpenedLeavesTheForwarderStopped() {
        KafkaForwarder without = new KafkaForwarder(
                new KafkaForwarder.Setup(
                        "worker-1",
                        "commands",
                        () -> {
                            throw new KafkaException("no broker on purpose");
                        },
                        WAITING_MAX,
                        PATIENT,
                        (_, _) -> {}),
                records(),
                unusedPositions(),
                unusedFence());
        assertThatThrownBy(without::reset)
                .isInstanceOf(ForwardException.class)
                .hasMessage("a transactional producer cannot be opened: no broker on purpose");
        without.close();
    }

    private static void refuse(GatedProducer producer, Refusal refusal) {
        KafkaException refused = new KafkaException("refused on purpose");
        switch (refusal) {
            case BEGIN -> producer.beginTransactionException = refused;
            case SEND -> producer.sendException = refused;
            case RECORD -> producer.recordException = refused;
            case SEND_OFFSETS -> producer.sendOffsetsToTransactionException = refused;
            case FLUSH -> producer.flushException = refused;
            case COMMIT -> producer.commitTransactionException = refused;
            case COMMIT_AND_ABORT -> {
                producer.commitTransactionException = refused;
                producer.abortTransactionException = refused;
            }
        }
    }

    private KafkaForwarder forwarder(Duration timeout) {
        return new KafkaForwarder(
                new KafkaForwarder.Setup(
                        "worker-1",
                        "commands",
                        () -> {
                            GatedProducer opened = new GatedProducer();
                            producers.add(opened);
                            return opened;
                        },
                        WAITING_MAX,
                        timeout,
                        (_, _) -> {}),
                records(),
                unusedPositions(),
                unusedFence());
    }

    private static ForwardRecords records() {
        return new ForwardRecords(Topics.DEFAULT, new AvroEncoder(_ -> 9));
    }

    /** No test here asks for the end of the results topic. */
    private static ForwardedPositions unusedPositions() {
        return new ForwardedPositions(unusedAdmin(), new MockConsumer<>("none"), Topics.DEFAULT, PATIENT);
    }

    private static OwnerFence unusedFence() {
        return new OwnerFence(
                unusedAdmin(), new GroupMembers(unusedAdmin(), "group"), "worker-1", UnaryOperator.identity());
    }

    private static Admin unusedAdmin() {
        return (Admin)
                Proxy.newProxyInstance(Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (_, method, _) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private GatedProducer producer() {
        return producers.getLast();
    }

    /** One rejection and its result, at the next offset. */
    private PartitionBatch nextBatch() {
        PartitionBatch batch = BatchBuilder.from(cursor)
                .rejected("account-1", BatchBuilder.newId())
                .build();
        cursor = BatchBuilder.after(batch);
        return batch;
    }

    private List<String> answeredOffsets() {
        return producer().history().stream()
                .map(record -> new String(
                        record.headers().lastHeader(HeaderNames.COMMAND_OFFSET).value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> offsetsUpTo(int end) {
        List<String> offsets = new ArrayList<>();
        for (int offset = 0; offset < end; offset++) {
            offsets.add(Integer.toString(offset));
        }
        return offsets;
    }

    private long committedOffset() {
        Map<TopicPartition, OffsetAndMetadata> offsets = producer()
                .consumerGroupOffsetsHistory()
                .getLast()
                .values()
                .iterator()
                .next();
        return offsets.getOrDefault(new TopicPartition("commands", 0), new OffsetAndMetadata(0))
                .offset();
    }

    /** Kafka keeps the constructor for its own subclasses; without a broker this is the only way to have one. */
    @SuppressWarnings("removal")
    private static ConsumerGroupMetadata generation(int generation) {
        return new ConsumerGroupMetadata("group", generation, "worker-1", Optional.of("worker-1"));
    }
}
