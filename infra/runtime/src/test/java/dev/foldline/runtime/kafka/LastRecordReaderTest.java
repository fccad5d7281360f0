package dev.foldline.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.runtime.kafka.LastRecordReader.LastRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The last record is found behind markers of transactions, which a consumer skips. */
final class LastRecordReaderTest {

    private static final TopicPartition PARTITION = new TopicPartition("events", 0);
    private static final Duration SOON = Duration.ofMillis(50);
    private static final long FAR_NS = Duration.ofMinutes(5).toNanos();

    @Test
    void theLastRecordIsFoundHoweverManyMarkersFollowIt() throws Exception {
        for (long end : new long[] {8, 12, 40, 1_000, 9_000}) {
            LastRecord found = read(0, end, List.of(3L, 7L), FAR_NS);

            assertThat(offset(found)).as("end %d", end).isEqualTo(7);
            assertThat(found.start()).isZero();
        }
    }

    @Test
    void anEmptyPartitionHasNone() throws Exception {
        assertThat(read(0, 0, List.of(), FAR_NS)).isEqualTo(new LastRecord(null, 0));
    }

    @Test
    void aPartitionOfMarkersAloneHasNone() throws Exception {
        assertThat(read(0, 500, List.of(), FAR_NS)).isEqualTo(new LastRecord(null, 0));
    }

    @Test
    void whereAllRecordsWereDeletedTheStartTellsIt() throws Exception {
        assertThat(read(70, 72, List.of(), FAR_NS)).isEqualTo(new LastRecord(null, 70));
    }

    @Test
    void readingEndsAtTheDeadline() {
        assertThatThrownBy(() -> read(0, 8, List.of(7L), -1))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("events-0: its end could not be read in time");
    }

    @Test
    void theLastRecordOfAKindIsFoundHoweverManyOthersFollowIt() throws Exception {
        List<Long> offsets = LongStream.range(3, 900).boxed().toList();
        try (PartitionWithMarkers consumer = new PartitionWithMarkers(0, 1_000, offsets)) {
            LastRecord found = new LastRecordReader(consumer)
                    .read(PARTITION, 1_000, System.nanoTime() + FAR_NS, record -> record.offset() <= 5);
            assertThat(offset(found)).isEqualTo(5);
        }
    }

    @Test
    void whatWasLookedAtBeforeTheDeadlineIsNotLookedAtAgain() throws Exception {
        try (PartitionWithMarkers consumer = new PartitionWithMarkers(0, 1_000, List.of(5L, 7L, 999L))) {
            LastRecordReader reader = new LastRecordReader(consumer);
            consumer.slowFrom = 500;
            assertThatThrownBy(() -> reader.read(
                            PARTITION, 1_000, System.nanoTime() + SOON.toNanos(), record -> record.offset() == 7))
                    .isInstanceOf(TimeoutException.class);
            consumer.slowFrom = -1;
            consumer.highest = 0;

            LastRecord found =
                    reader.read(PARTITION, 1_000, System.nanoTime() + FAR_NS, record -> record.offset() == 7);

            assertThat(offset(found)).isEqualTo(7);
            assertThat(consumer.highest).isLessThan(999);
        }
    }

    private static @Nullable Long offset(LastRecord found) {
        return found.record() == null ? null : found.record().offset();
    }

    private static LastRecord read(long start, long end, List<Long> offsets, long limitNs) throws TimeoutException {
        try (PartitionWithMarkers consumer = new PartitionWithMarkers(start, end, offsets)) {
            return new LastRecordReader(consumer).read(PARTITION, end, System.nanoTime() + limitNs);
        }
    }

    /** A partition with records at some offsets; all others hold markers. */
    private static final class PartitionWithMarkers extends MockConsumer<byte[], byte[]> {

        private final long end;
        private final List<Long> offsets;

        /** Polls below this offset give nothing. */
        private long slowFrom = -1;

        /** Highest offset that was polled. */
        private long highest;

        PartitionWithMarkers(long start, long end, List<Long> offsets) {
            super("none");
            this.end = end;
            this.offsets = offsets;
            updateBeginningOffsets(Map.of(PARTITION, start));
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            long from = position(PARTITION);
            if (from < slowFrom) {
                return ConsumerRecords.empty();
            }
            highest = Math.max(highest, from);
            List<ConsumerRecord<byte[], byte[]>> records = offsets.stream()
                    .filter(offset -> offset >= from)
                    .map(offset -> new ConsumerRecord<>(PARTITION.topic(), 0, offset, new byte[0], new byte[0]))
                    .toList();
            seek(PARTITION, end);
            return new ConsumerRecords<>(Map.of(PARTITION, records), Map.of());
        }
    }
}
