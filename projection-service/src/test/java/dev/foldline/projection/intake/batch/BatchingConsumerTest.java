package dev.foldline.projection.intake.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class BatchingConsumerTest {

    private static final List<String> MANY =
            IntStream.range(0, 1_000).mapToObj(i -> "a-row-of-one-event-" + i).toList();

    @Test
    void recordsOfOneRowAreOneBatchHoweverManyTheyAre() {
        List<ConsumerRecord<byte[], byte[]>> batches = batches(20_000, new RecordHeaders());

        assertThat(batches).hasSize(1);
        assertThat(sizes(batches)).containsExactly(20_000);
    }

    @Test
    void recordsOfManyRowsAreSeveralBatchesInTheirOrderAndEachBeginsAtItsFirstOffset() {
        List<ConsumerRecord<byte[], byte[]>> batches = batches(100, RowsHeader.add(new RecordHeaders(), MANY));

        assertThat(batches).hasSizeBetween(3, 10);
        long offset = 0;
        for (int i = 0; i < batches.size(); i++) {
            assertThat(batches.get(i).offset()).isEqualTo(offset);
            offset += sizes(batches).get(i);
        }
        assertThat(offset).isEqualTo(100);
    }

    @Test
    void theRowsOfAHeaderAreThoseThatWereAdded() {
        Headers headers = RowsHeader.add(new RecordHeaders().add("other", new byte[] {1}), List.of("a", "ä", "a b"));

        assertThat(RowsHeader.rows(headers)).containsExactly("a", "ä", "a b");
        assertThat(RowsHeader.rows(RowsHeader.remove(headers))).isEmpty();
        assertThat(RowsHeader.remove(headers).toArray()).hasSize(1);
    }

    private static List<Integer> sizes(List<ConsumerRecord<byte[], byte[]>> batches) {
        return batches.stream()
                .map(batch -> ((BatchHeaders) batch.headers()).items().size())
                .toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> batches(int count, Headers headers) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int offset = 0; offset < count; offset++) {
            records.add(new ConsumerRecord<>(
                    "topic",
                    0,
                    offset,
                    0,
                    TimestampType.CREATE_TIME,
                    ConsumerRecord.NULL_SIZE,
                    ConsumerRecord.NULL_SIZE,
                    new byte[0],
                    new byte[0],
                    headers,
                    Optional.empty()));
        }
        return BatchingConsumer.batches(records);
    }
}
