package dev.foldline.projection.intake.batch;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Not headers at all, but the records of a batch: the one object that Streams passes from its consumer to a
 * deserializer as it is.
 */
final class BatchHeaders extends RecordHeaders {

    private final List<RecordBatch.Item> items;

    BatchHeaders(List<ConsumerRecord<byte[], byte[]>> records) {
        this.items = RecordBatch.Item.of(records);
    }

    List<RecordBatch.Item> items() {
        return items;
    }
}
