package dev.foldline.runtime.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the last record of a partition. The marker of a transaction takes an offset too, so the last record is seldom
 * at the last offset: this steps back from the end, further each time, until it finds one. Not thread-safe.
 */
public final class LastRecordReader {

    private static final long FIRST_STEP_BACK = 4;
    private static final long STEP_FACTOR = 8;
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;

    /**
     * What was found.
     *
     * @param record the last record; null where there is none
     * @param start  first offset of the partition; above 0 once records were deleted
     */
    public record LastRecord(@Nullable ConsumerRecord<byte[], byte[]> record, long start) {}

    /**
     * @param consumer reads {@code read_committed}; stays with the caller
     */
    public LastRecordReader(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * Reads back from an offset. Assigns the partition to the consumer, which keeps it.
     *
     * @param end        offset after the last one to look at
     * @param deadlineNs until when to read, by {@link System#nanoTime}
     * @throws TimeoutException                      if the deadline has passed
     * @throws org.apache.kafka.common.KafkaException if the brokers refuse, or do not answer
     */
    public LastRecord read(TopicPartition partition, long end, long deadlineNs) throws TimeoutException {
        consumer.assign(List.of(partition));
        long start =
                consumer.beginningOffsets(List.of(partition), left(deadlineNs)).getOrDefault(partition, 0L);
        for (long step = FIRST_STEP_BACK; ; step *= STEP_FACTOR) {
            long from = Math.max(start, end - step);
            ConsumerRecord<byte[], byte[]> last = lastBetween(partition, from, end, deadlineNs);
            if (last != null || from == start) {
                return new LastRecord(last, start);
            }
        }
    }

    private @Nullable ConsumerRecord<byte[], byte[]> lastBetween(
            TopicPartition partition, long from, long end, long deadlineNs) throws TimeoutException {
        ConsumerRecord<byte[], byte[]> last = null;
        consumer.seek(partition, from);
        while (consumer.position(partition, left(deadlineNs)) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                last = record;
            }
            if (System.nanoTime() - deadlineNs > 0) {
                throw new TimeoutException(partition + ": its end could not be read in time");
            }
        }
        return last;
    }

    private static Duration left(long deadlineNs) {
        return Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime()));
    }
}
