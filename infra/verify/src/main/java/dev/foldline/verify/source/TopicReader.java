package dev.foldline.verify.source;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The committed records of one partition, from an offset to where the partition ended when the reader was opened.
 *
 * <p>Has its consumer for itself until it is closed. Holds one poll's records at most.
 */
public final class TopicReader implements Iterator<ConsumerRecord<byte[], byte[]>>, AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final Runnable onClose;
    private final long begin;
    private final long end;
    private final Queue<ConsumerRecord<byte[], byte[]>> buffer = new ArrayDeque<>();

    /**
     * @param consumer  with {@code read_committed}, and nothing assigned
     * @param fromByEnd gives the first offset wanted, from the end; below the first that is there, reading begins with
     *                  that
     * @param onClose   is run when nothing more is wanted
     */
    TopicReader(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            LongUnaryOperator fromByEnd,
            Runnable onClose) {
        this.consumer = consumer;
        this.partition = partition;
        this.onClose = onClose;
        List<TopicPartition> only = List.of(partition);
        consumer.assign(only);
        begin = consumer.beginningOffsets(only).getOrDefault(partition, 0L);
        end = consumer.endOffsets(only).getOrDefault(partition, 0L);
        consumer.seek(partition, Math.clamp(fromByEnd.applyAsLong(end), begin, end));
    }

    /** First offset that is there: above zero when retention has removed records. */
    public long begin() {
        return begin;
    }

    /** Offset after the last committed record, transaction markers counted. */
    public long end() {
        return end;
    }

    @Override
    public boolean hasNext() {
        long lastProgressNs = System.nanoTime();
        long lastPosition = -1;
        while (buffer.isEmpty() && consumer.position(partition) < end) {
            consumer.poll(POLL).forEach(buffer::add);
            long position = consumer.position(partition);
            if (position != lastPosition) {
                lastPosition = position;
                lastProgressNs = System.nanoTime();
            } else if (System.nanoTime() - lastProgressNs > SILENCE_MAX.toNanos()) {
                throw new VerifyException(
                        partition + ": nothing came for " + SILENCE_MAX.toSeconds() + " s at offset " + position
                                + ", but it ends at " + end,
                        null);
            }
        }
        ConsumerRecord<byte[], byte[]> head = buffer.peek();
        return head != null && head.offset() < end;
    }

    @Override
    public ConsumerRecord<byte[], byte[]> next() {
        if (!hasNext()) {
            throw new NoSuchElementException(partition + " ends at " + end);
        }
        return buffer.remove();
    }

    @Override
    public void close() {
        onClose.run();
    }
}
