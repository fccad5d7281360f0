package dev.foldline.verify;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.Topics;
import dev.foldline.verify.source.KafkaSource;
import dev.foldline.verify.source.PartitionCursor;
import dev.foldline.verify.source.TableReader;
import dev.foldline.verify.source.TopicReader;
import dev.foldline.verify.source.VerifyException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Waits until what has been sent is decided and what has been decided is on the topics, or a time has passed. */
final class PipelineWait {

    private static final Duration PAUSE = Duration.ofMillis(200);
    /** Longest tail of a topic that is read for its last record: markers of transactions may follow it. */
    private static final long TAIL_MAX = 4_096;

    private static final long TAIL_MIN = 8;
    private static final long TAIL_GROWTH = 8;

    private final Duration max;
    private final Topics topics;
    private final KafkaSource kafka;
    private final TableReader tables;

    PipelineWait(Duration max, Topics topics, KafkaSource kafka, TableReader tables) {
        this.max = max;
        this.topics = topics;
        this.kafka = kafka;
        this.tables = tables;
    }

    /**
     * Waits, for deciding and for forwarding no longer than the limit each.
     *
     * @return how far each partition is decided. Where the limit has passed some is not decided or forwarded, and the
     *     checks will say what
     */
    List<PartitionCursor> untilIdle() {
        List<PartitionCursor> cursors = tables.cursors();
        requireSamePartitions(cursors.size());
        long deadlineNs = System.nanoTime() + max.toNanos();
        while (!cursors.stream().allMatch(this::decided) && System.nanoTime() - deadlineNs < 0) {
            pause();
            cursors = tables.cursors();
        }
        deadlineNs = System.nanoTime() + max.toNanos();
        while (!cursors.stream().allMatch(this::forwarded) && System.nanoTime() - deadlineNs < 0) {
            pause();
        }
        return cursors;
    }

    private void requireSamePartitions(int tablePartitions) {
        for (String topic :
                List.of(topics.commands(), topics.events(), topics.commandResults(), topics.commandsDlq())) {
            int topicPartitions = kafka.partitions(topic);
            if (topicPartitions != tablePartitions) {
                throw new VerifyException(
                        "topic " + topic + " has " + topicPartitions + " partitions, the table command_partitions "
                                + tablePartitions + ": they are not of the same pipeline",
                        null);
            }
        }
    }

    /** Whether no command record is left; a long rest is not read to find out. */
    private boolean decided(PartitionCursor cursor) {
        try (TopicReader rest = kafka.open(topics.commands(), cursor.partition(), cursor.nextOffset())) {
            return rest.end() - cursor.nextOffset() <= TAIL_MAX && !rest.hasNext();
        }
    }

    /** Whether the last decided command has its result; its events were committed with it. */
    private boolean forwarded(PartitionCursor cursor) {
        String topic = topics.commandResults();
        for (long tail = TAIL_MIN; tail <= TAIL_MAX; tail *= TAIL_GROWTH) {
            try (TopicReader results = kafka.openTail(topic, cursor.partition(), tail)) {
                long last = -1;
                while (results.hasNext()) {
                    last = Math.max(last, answered(results.next()));
                }
                if (last >= 0) {
                    return isLastDecided(last, cursor);
                }
                if (results.end() - results.begin() <= tail) {
                    // No record at all: right at the very beginning, or after retention has removed them.
                    return cursor.nextOffset() == 0 || results.begin() > 0;
                }
            }
        }
        return false;
    }

    /** Whether no decided command comes after the one at this offset; what may come are markers of transactions. */
    private boolean isLastDecided(long offset, PartitionCursor cursor) {
        if (offset >= cursor.nextOffset() - 1) {
            return true;
        }
        try (TopicReader later = kafka.open(topics.commands(), cursor.partition(), offset + 1)) {
            return !later.hasNext() || later.next().offset() >= cursor.nextOffset();
        }
    }

    private static long answered(ConsumerRecord<byte[], byte[]> result) {
        Header header = result.headers().lastHeader(HeaderNames.COMMAND_OFFSET);
        try {
            return header == null ? -1 : Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VerifyException("interrupted while waiting for the pipeline", e);
        }
    }
}
