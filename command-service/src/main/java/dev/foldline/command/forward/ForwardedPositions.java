package dev.foldline.command.forward;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.Topics;
import dev.foldline.runtime.kafka.HangingTransactions;
import dev.foldline.runtime.kafka.LastRecordReader;
import dev.foldline.runtime.kafka.LastRecordReader.LastRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    /**
     * @param admin    closed with this object
     * @param consumer reads {@code read_committed}; closed with this object
     * @param timeout  of the wait until no transaction is open, and of reading after it; longer than a producer's
     *                 transaction time-out, so that an abandoned transaction is aborted within it, and one that is not
     *                 may be hanging
     */
    public ForwardedPositions(Admin admin, Consumer<byte[], byte[]> consumer, Topics topics, Duration timeout) {
        this.admin = admin;
        this.hanging = new HangingTransactions(admin, "what it had is forwarded again from the table");
        this.consumer = consumer;
        this.reader = new LastRecordReader(consumer);
        this.topics = topics;
        this.timeout = timeout;
    }

    /** As {@link Forwarder#lastAnsweredOffset}. */
    public long lastAnsweredOffset(int partition) throws ForwardException {
        long last = last(new TopicPartition(topics.commandResults(), partition), HeaderNames.COMMAND_OFFSET);
        return last == NONE ? Forwarder.NOTHING_ANSWERED : last == DELETED ? Forwarder.ANSWERS_DELETED : last;
    }

    /** As {@link Forwarder#lastPosition}. */
    public long lastPosition(int partition) throws ForwardException {
        return lastPosition(new TopicPartition(topics.events(), partition));
    }

    /** The same of any topic that events are written to. */
    public long lastPosition(TopicPartition partition) throws ForwardException {
        long last = last(partition, HeaderNames.POSITION);
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
                    return number(record, HeaderNames.POSITION);
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

    private long last(TopicPartition partition, String header) throws ForwardException {
        try {
            long end = stableEnd(partition);
            LastRecord last = reader.read(partition, end, System.nanoTime() + timeout.toNanos());
            if (last.record() == null) {
                // Retention moves the start; aborted transactions and markers alone leave it at zero.
                return last.start() == 0 ? NONE : DELETED;
            }
            return number(last.record(), header);
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
        long logEnd = end(partition, IsolationLevel.READ_UNCOMMITTED);
        OptionalLong stable = stableEndWithin(partition, timeout);
        if (stable.isEmpty() && endHanging(partition, logEnd)) {
            stable = stableEndWithin(partition, ENDED_TIMEOUT);
        }
        return stable.orElseThrow(() -> late(partition));
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
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                    .partitionResult(partition)
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .offset();
        } catch (ExecutionException | TimeoutException e) {
            throw new ForwardException(partition + ": the end cannot be read: " + e, e);
        } catch (InterruptedException e) {
            throw interrupted(partition, e);
        }
    }

    private static long number(ConsumerRecord<byte[], byte[]> record, String name) throws ForwardException {
        Header header = record.headers().lastHeader(name);
        if (header == null) {
            throw new ForwardException(
                    record.topic() + "-" + record.partition() + " offset " + record.offset() + " has no header " + name
                            + ": someone else writes to this topic",
                    null);
        }
        return Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
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
