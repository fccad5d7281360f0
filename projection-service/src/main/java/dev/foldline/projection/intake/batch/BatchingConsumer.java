package dev.foldline.projection.intake.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer whose polls give one record for each partition of certain topics; see {@link RecordBatch}. */
final class BatchingConsumer extends KafkaConsumer<byte[], byte[]> {

    /**
     * A batch is folded in one go, and its transaction must not take longer than its broker allows. Records of one row
     * are limited by the number that a poll gives.
     */
    private static final int BATCH_ROWS_BYTES_MAX = 1024 * 1024;

    private final Predicate<String> batched;

    /**
     * @param batched whether the records of a topic come in batches
     */
    BatchingConsumer(Map<String, Object> config, Predicate<String> batched) {
        super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.batched = batched;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
        if (polled.isEmpty()) {
            return polled;
        }
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        for (TopicPartition partition : polled.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> here = polled.records(partition);
            boolean batch = here.size() > 1 && batched.test(partition.topic());
            records.put(partition, batch ? batches(here) : here);
        }
        return new ConsumerRecords<>(records, polled.nextOffsets());
    }

    /** One batch, or some where their records have many rows. */
    static List<ConsumerRecord<byte[], byte[]>> batches(List<ConsumerRecord<byte[], byte[]>> records) {
        List<ConsumerRecord<byte[], byte[]>> batches = new ArrayList<>(1);
        int from = 0;
        int rowsBytes = 0;
        for (int i = 0; i < records.size(); i++) {
            int bytes = RowsHeader.bytes(records.get(i).headers());
            if (rowsBytes > 0 && rowsBytes + bytes > BATCH_ROWS_BYTES_MAX) {
                batches.add(batchOf(records.subList(from, i)));
                from = i;
                rowsBytes = 0;
            }
            rowsBytes += bytes;
        }
        batches.add(batchOf(records.subList(from, records.size())));
        return batches;
    }

    private static ConsumerRecord<byte[], byte[]> batchOf(List<ConsumerRecord<byte[], byte[]>> records) {
        ConsumerRecord<byte[], byte[]> first = records.getFirst();
        return new ConsumerRecord<>(
                first.topic(),
                first.partition(),
                first.offset(),
                first.timestamp(),
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                null,
                null,
                new BatchHeaders(records),
                Optional.empty());
    }
}
