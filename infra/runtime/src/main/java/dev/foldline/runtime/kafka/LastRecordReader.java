package dev.foldline.runtime.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the last record of a partition, or the last one of a kind. The marker of a transaction takes an offset too, and
 * somebody else may have written behind it, so the wanted record is seldom at the last offset: this steps back from the
 * end, further each time, until it finds one. What it has looked at when the time is over it does not look at again.
 * Not thread-safe.
 */
public final class LastRecordReader {

    private static final long FIRST_STEP_BACK = 4;
    private static final long STEP_FACTOR = 8;
    private static final long STEP_BACK_MAX = 32_768;
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;

    /** By partition, what an attempt that ran out of time has looked at in vain. */
    private final Map<TopicPartition, Looked> looked = new HashMap<>();

    /** Offsets without a wanted record: from the first on, below the second. */
    private record Looked(long from, long to) {}

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
        return read(partition, end, deadlineNs, _ -> true);
    }

    /**
     * The same for the last record of a kind.
     *
     * @param wanted the kind, always the same for a partition
     * @throws TimeoutException if the deadline has passed; the next call goes on where this one has come to
     */
    public LastRecord read(
            TopicPartition partition, long end, long deadlineNs, Predicate<ConsumerRecord<byte[], byte[]>> wanted)
            throws TimeoutException {
        consumer.assign(List.of(partition));
        long start =
                consumer.beginningOffsets(List.of(partition), left(deadlineNs)).getOrDefault(partition, 0L);
        Looked before = looked.remove(partition);
        long to = end;
        for (long step = FIRST_STEP_BACK; ; step = Math.min(step * STEP_FACTOR, STEP_BACK_MAX)) {
            long floor = start;
            if (before != null && to > before.to) {
                floor = Math.max(start, before.to);
            } else if (before != null && to > before.from) {
                to = Math.max(start, before.from);
            }
            long from = Math.max(floor, to - step);
            try {
                ConsumerRecord<byte[], byte[]> last = lastBetween(partition, from, to, deadlineNs, wanted);
                if (last != null || from <= start) {
                    return new LastRecord(last, start);
                }
            } catch (TimeoutException e) {
                boolean joins = before == null || to <= before.to;
                looked.put(partition, joins ? new Looked(to, end) : before);
                throw e;
            }
            to = from;
        }
    }

    private @Nullable ConsumerRecord<byte[], byte[]> lastBetween(
            TopicPartition partition,
            long from,
            long to,
            long deadlineNs,
            Predicate<ConsumerRecord<byte[], byte[]>> wanted)
            throws TimeoutException {
        ConsumerRecord<byte[], byte[]> last = null;
        consumer.seek(partition, from);
        while (consumer.position(partition, left(deadlineNs)) < to) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                if (record.offset() < to && wanted.test(record)) {
                    last = record;
                }
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
