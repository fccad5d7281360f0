package dev.foldline.command.forward;

import dev.foldline.contract.Topics;
import dev.foldline.runtime.kafka.ForeignRecords;
import dev.foldline.runtime.kafka.HangingTransactions;
import dev.foldline.runtime.kafka.LastRecordReader;
import dev.foldline.runtime.kafka.LastRecordReader.LastRecord;
import dev.foldline.runtime.kafka.OwnRecords;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Reads from the topics how far they have been written: the last record of a partition of the results names the last
 * command that was answered, the last one of the events the last position. Of the events it reads the first position
 * too, for a replay.
 *
 * <p>Both are written in one transaction with the offset of their commands, so they say the same as the group's
 * committed offset, and still say it when that has expired or was moved by hand. Not thread-safe.
 */
public final class ForwardedPositions implements AutoCloseable {

    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);
    private static final long PAUSE_MS = 20;

    /** For one answer of a broker, and for reading one end, where the caller has other partitions to look after. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    /** Longest wait for the end to move once a hanging transaction was ended. */
    private static final Duration ENDED_TIMEOUT = Duration.ofSeconds(5);

    /** Neither is below zero. */
    private static final long NONE = -1;

    private static final long DELETED = -2;

    private final Admin admin;
    private final HangingTransactions hanging;
    private final Consumer<byte[], byte[]> consumer;
    private final LastRecordReader reader;
    private final Topics topics;
    private final Duration timeout;
    private final Duration patience;
    private final ForeignRecords foreign;

    /** By partition, since when a transaction is open in it. */
    private final Map<TopicPartition, Wait> waits = new HashMap<>();

    /**
     * A transaction that is open.
     *
     * @param startedNs when it was first seen
     * @param logEnd    end of the partition then
     */
    private record Wait(long startedNs, long logEnd) {}

    /** Positions whose caller has nothing else to do than to wait. */
    public ForwardedPositions(Admin admin, Consumer<byte[], byte[]> consumer, Topics topics, Duration timeout) {
        this(admin, consumer, topics, new Limits(timeout, timeout), new ForeignRecords());
    }

    /**
     * How long a call takes.
     *
     * @param timeout  of the wait until no transaction is open, over all calls; longer than a producer's transaction
     *                 time-out, so that an abandoned transaction is aborted within it, and one that is not may be
     *                 hanging
     * @param patience of that wait in one call, so that the caller can look after other partitions between two calls
     */
    public record Limits(Duration timeout, Duration patience) {}

    /**
     * @param admin    closed with this object
     * @param consumer reads {@code read_committed}; closed with this object
     * @param foreign  told of the records of somebody else
     */
    public ForwardedPositions(
            Admin admin, Consumer<byte[], byte[]> consumer, Topics topics, Limits limits, ForeignRecords foreign) {
        this.admin = admin;
        this.hanging = new HangingTransactions(admin, "what it had is forwarded again from the table");
        this.consumer = consumer;
        this.reader = new LastRecordReader(consumer);
        this.topics = topics;
        this.timeout = limits.timeout();
        this.patience = limits.patience();
        this.foreign = foreign;
    }

    /** As {@link Forwarder#lastAnsweredOffset}. */
    public long lastAnsweredOffset(int partition) throws ForwardException {
        long last = last(
                new TopicPartition(topics.commandResults(), partition),
                result -> OwnRecords.answeredOffset(result.headers()));
        return last == NONE ? Forwarder.NOTHING_ANSWERED : last == DELETED ? Forwarder.ANSWERS_DELETED : last;
    }

    /** As {@link Forwarder#lastDeadLetterOffset}. */
    public long lastDeadLetterOffset(int partition) throws ForwardException {
        return Math.max(
                NONE, last(new TopicPartition(topics.commandsDlq(), partition), letter -> offset(letter, partition)));
    }

    /** Offset of the command that a dead letter is; empty where it is not one of this pipeline and partition. */
    private OptionalLong offset(ConsumerRecord<byte[], byte[]> letter, int partition) {
        Header topic = letter.headers().lastHeader(DeadLetterHeaders.TOPIC);
        boolean own = topic != null
                && Arrays.equals(topic.value(), HeaderBytes.utf8(topics.commands()))
                && OwnRecords.number(letter.headers(), DeadLetterHeaders.PARTITION)
                        .equals(OptionalLong.of(partition));
        return own ? OwnRecords.number(letter.headers(), DeadLetterHeaders.OFFSET) : OptionalLong.empty();
    }

    /** As {@link Forwarder#lastPosition}. */
    public long lastPosition(int partition) throws ForwardException {
        return lastPosition(new TopicPartition(topics.events(), partition));
    }

    /** The same of any topic that events are written to. */
    public long lastPosition(TopicPartition partition) throws ForwardException {
        long last = last(partition, event -> OwnRecords.position(event.headers()));
        return last == NONE ? 0 : last == DELETED ? Forwarder.EVENTS_DELETED : last;
    }

    /**
     * Position of the first event that a partition has; 0 if it has none.
     *
     * @throws ForwardException if Kafka did not answer within the limit
     */
    public long firstPosition(TopicPartition partition) throws ForwardException {
        try {
            long end = stableEnd(partition);
            long deadlineNs = System.nanoTime() + timeout.toNanos();
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                    OptionalLong position = OwnRecords.position(record.headers());
                    if (position.isPresent()) {
                        return position.getAsLong();
                    }
                    foreign.found(record);
                }
                checkDeadline(partition, deadlineNs);
            }
            return 0;
        } catch (KafkaException e) {
            throw new ForwardException(partition + ": the beginning cannot be read: " + e.getMessage(), e);
        } finally {
            consumer.unsubscribe();
        }
    }

    /** What the last record says that says anything: those of somebody else are passed over. */
    private long last(TopicPartition partition, Function<ConsumerRecord<byte[], byte[]>, OptionalLong> number)
            throws ForwardException {
        try {
            long end = stableEnd(partition);
            Duration limit = patience.compareTo(ANSWER_TIMEOUT) > 0 ? patience : answerTimeout();
            LastRecord last = reader.read(partition, end, System.nanoTime() + limit.toNanos(), record -> {
                boolean own = number.apply(record).isPresent();
                if (!own) {
                    foreign.found(record);
                }
                return own;
            });
            if (last.record() == null) {
                // Retention moves the start; aborted transactions and markers alone leave it at zero.
                return last.start() == 0 ? NONE : DELETED;
            }
            return number.apply(last.record()).orElseThrow();
        } catch (TimeoutException _) {
            throw late(partition);
        } catch (KafkaException e) {
            throw new ForwardException(partition + ": the end cannot be read: " + e.getMessage(), e);
        } finally {
            consumer.unsubscribe();
        }
    }

    @Override
    public void close() {
        consumer.close();
        admin.close(Duration.ZERO);
    }

    /**
     * The end of the partition once no transaction is open in it, so that nothing can still appear before it. Past the
     * limit a transaction that hangs is ended; one that a coordinator knows is not.
     */
    private long stableEnd(TopicPartition partition) throws ForwardException {
        Wait wait = waits.remove(partition);
        if (wait == null || elapsed(wait).compareTo(timeout.multipliedBy(2)) > 0) {
            wait = new Wait(System.nanoTime(), end(partition, IsolationLevel.READ_UNCOMMITTED));
        }
        OptionalLong stable = stableEndWithin(partition, patience);
        if (stable.isEmpty() && elapsed(wait).compareTo(timeout) < 0) {
            waits.put(partition, wait);
            throw new ForwardException(
                    partition + ": a transaction has been open in it for "
                            + elapsed(wait).toMillis() + " ms; its end is awaited",
                    null);
        }
        if (stable.isEmpty() && endHanging(partition, wait.logEnd())) {
            stable = stableEndWithin(partition, ENDED_TIMEOUT);
        }
        return stable.orElseThrow(() -> late(partition));
    }

    private static Duration elapsed(Wait wait) {
        return Duration.ofNanos(System.nanoTime() - wait.startedNs());
    }

    private Duration answerTimeout() {
        return timeout.compareTo(ANSWER_TIMEOUT) < 0 ? timeout : ANSWER_TIMEOUT;
    }

    private OptionalLong stableEndWithin(TopicPartition partition, Duration limit) throws ForwardException {
        long deadlineNs = System.nanoTime() + limit.toNanos();
        while (true) {
            long committed = end(partition, IsolationLevel.READ_COMMITTED);
            if (committed == end(partition, IsolationLevel.READ_UNCOMMITTED)) {
                return OptionalLong.of(committed);
            }
            if (System.nanoTime() - deadlineNs > 0) {
                return OptionalLong.empty();
            }
            pause(partition);
        }
    }

    private boolean endHanging(TopicPartition partition, long startedBelow) throws ForwardException {
        try {
            return hanging.end(partition, startedBelow);
        } catch (InterruptedException e) {
            throw interrupted(partition, e);
        }
    }

    private long end(TopicPartition partition, IsolationLevel isolation) throws ForwardException {
        try {
            int limitMs = (int) answerTimeout().toMillis();
            ListOffsetsOptions options = new ListOffsetsOptions(isolation).timeoutMs(limitMs);
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), options)
                    .partitionResult(partition)
                    .get(limitMs, TimeUnit.MILLISECONDS)
                    .offset();
        } catch (ExecutionException | TimeoutException e) {
            throw new ForwardException(partition + ": the end cannot be read: " + e, e);
        } catch (InterruptedException e) {
            throw interrupted(partition, e);
        }
    }

    private void checkDeadline(TopicPartition partition, long deadlineNs) throws ForwardException {
        if (System.nanoTime() - deadlineNs > 0) {
            throw late(partition);
        }
    }

    private ForwardException late(TopicPartition partition) {
        return new ForwardException(
                partition + ": its end could not be read within " + timeout.toMillis() + " ms", null);
    }

    private static void pause(TopicPartition partition) throws ForwardException {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            throw interrupted(partition, e);
        }
    }

    private static ForwardException interrupted(TopicPartition partition, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ForwardException(partition + ": interrupted while reading its end", e);
    }
}
