package dev.foldline.projection.intake.batch;

import java.time.Duration;
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
            records.put(partition, batch ? List.of(batchOf(here)) : here);
        }
        return new ConsumerRecords<>(records, polled.nextOffsets());
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
