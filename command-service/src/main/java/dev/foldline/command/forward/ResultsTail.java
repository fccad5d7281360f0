package dev.foldline.command.forward;

import dev.foldline.contract.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
 * Reads the end of the results topic: the last record of a partition names the last command that was forwarded.
 *
 * <p>Results are written in one transaction with the events and the offset of their commands, so this says the same as
 * the group's committed offset, and still says it when that has expired or was moved by hand. Not thread-safe.
 */
public final class ResultsTail implements AutoCloseable {

    /**
     * First step back from the end; a transaction's marker takes an offset, so the last record is seldom the last
     * offset.
     */
    private static final long FIRST_STEP_BACK = 4;

    private static final long STEP_FACTOR = 8;
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);
    private static final long PAUSE_MS = 20;
    private static final long NONE = -1;

    private final Admin admin;
    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final Duration timeout;

    /**
     * @param admin    closed with this object
     * @param consumer reads {@code read_committed}; closed with this object
     * @param timeout  longer than a producer's transaction time-out, so that an abandoned transaction is aborted within
     *                 it
     */
    public ResultsTail(Admin admin, Consumer<byte[], byte[]> consumer, String topic, Duration timeout) {
        this.admin = admin;
        this.consumer = consumer;
        this.topic = topic;
        this.timeout = timeout;
    }

    /** As {@link Forwarder#lastAnsweredOffset}. */
    long lastAnsweredOffset(int partition) throws ForwardException {
        TopicPartition results = new TopicPartition(topic, partition);
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        try {
            long end = stableEnd(results, deadlineNs);
            consumer.assign(List.of(results));
            long start = consumer.beginningOffsets(List.of(results), timeout).getOrDefault(results, 0L);
            for (long step = FIRST_STEP_BACK; ; step *= STEP_FACTOR) {
                long from = Math.max(start, end - step);
                long last = lastBetween(results, from, end, deadlineNs);
                if (last != NONE) {
                    return last;
                }
                if (from == start) {
                    // Retention moves the start; aborted transactions and markers alone leave it at zero.
                    return start == 0 ? Forwarder.NOTHING_ANSWERED : Forwarder.ANSWERS_DELETED;
                }
            }
        } catch (KafkaException e) {
            throw new ForwardException(results + ": the end cannot be read: " + e.getMessage(), e);
        } finally {
            consumer.unsubscribe();
        }
    }

    @Override
    public void close() {
        consumer.close();
        admin.close(Duration.ZERO);
    }

    private long lastBetween(TopicPartition results, long from, long end, long deadlineNs) throws ForwardException {
        long last = NONE;
        consumer.seek(results, from);
        while (consumer.position(results) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                last = commandOffset(record);
            }
            checkDeadline(results, deadlineNs);
        }
        return last;
    }

    /** The end of the partition once no transaction is open in it, so that nothing can still appear before it. */
    private long stableEnd(TopicPartition results, long deadlineNs) throws ForwardException {
        while (true) {
            long committed = end(results, IsolationLevel.READ_COMMITTED);
            if (committed == end(results, IsolationLevel.READ_UNCOMMITTED)) {
                return committed;
            }
            checkDeadline(results, deadlineNs);
            pause(results);
        }
    }

    private long end(TopicPartition results, IsolationLevel isolation) throws ForwardException {
        try {
            return admin.listOffsets(Map.of(results, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                    .partitionResult(results)
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .offset();
        } catch (ExecutionException | TimeoutException e) {
            throw new ForwardException(results + ": the end cannot be read: " + e, e);
        } catch (InterruptedException e) {
            throw interrupted(results, e);
        }
    }

    private static long commandOffset(ConsumerRecord<byte[], byte[]> record) throws ForwardException {
        Header header = record.headers().lastHeader(HeaderNames.COMMAND_OFFSET);
        if (header == null) {
            throw new ForwardException(
                    record.topic() + "-" + record.partition() + " offset " + record.offset() + " has no header "
                            + HeaderNames.COMMAND_OFFSET + ": someone else writes to this topic",
                    null);
        }
        return Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
    }

    private void checkDeadline(TopicPartition results, long deadlineNs) throws ForwardException {
        if (System.nanoTime() - deadlineNs > 0) {
            throw new ForwardException(
                    results + ": its end could not be read within " + timeout.toMillis() + " ms", null);
        }
    }

    private static void pause(TopicPartition results) throws ForwardException {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            throw interrupted(results, e);
        }
    }

    private static ForwardException interrupted(TopicPartition results, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ForwardException(results + ": interrupted while reading its end", e);
    }
}
