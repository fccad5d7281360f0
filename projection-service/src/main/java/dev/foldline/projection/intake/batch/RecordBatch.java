package dev.foldline.projection.intake.batch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * The records of one partition that one poll gave, in their order, as the value of a single record of Kafka Streams.
 *
 * <p>Streams spends several microseconds on each record before a processor sees it, many times what a fold needs. A
 * batch costs that once. Its offset is that of its first record: what Streams commits is either the offset of a batch
 * that is not processed yet, or the end of the last one that is, so a crash repeats whole batches of which nothing was
 * committed. Immutable.
 */
public final class RecordBatch {

    private final @Nullable List<Item> several;
    private final byte @Nullable [] value;
    private final Headers headers;

    /**
     * One record of a batch.
     *
     * @param key    empty where the record had none
     * @param timeMs the record's time, in milliseconds since 1970
     */
    public record Item(String key, byte @Nullable [] value, Headers headers, long timeMs) {

        /** What has to be kept of records that came together. */
        static List<Item> of(List<ConsumerRecord<byte[], byte[]>> records) {
            List<Item> items = new ArrayList<>(records.size());
            CompactHeaders headers = null;
            for (ConsumerRecord<byte[], byte[]> record : records) {
                headers = CompactHeaders.of(record.headers(), headers);
                byte[] key = record.key();
                items.add(new Item(
                        key == null ? "" : new String(key, StandardCharsets.UTF_8),
                        record.value(),
                        headers,
                        record.timestamp()));
            }
            return items;
        }
    }

    private RecordBatch(@Nullable List<Item> several, byte @Nullable [] value, Headers headers) {
        this.several = several;
        this.value = value;
        this.headers = headers;
    }

    /** A batch of one record, whose key and time are in the record of Streams around it. */
    public static RecordBatch of(byte @Nullable [] value, Headers headers) {
        return new RecordBatch(null, value, headers);
    }

    /** Reads what {@link BatchingClients} makes, and records that came alone; writes batches of one record. */
    public static Serde<RecordBatch> serde() {
        return Serdes.serdeFrom((topic, batch) -> batch.value, new BatchDeserializer());
    }

    static RecordBatch of(BatchHeaders batch) {
        return new RecordBatch(batch.items(), null, batch);
    }

    /**
     * Does something with each record, in order.
     *
     * @param key    of the record of Streams that has the batch, which is that of its only record
     * @param timeMs the same
     */
    public void forEach(@Nullable String key, long timeMs, Consumer<Item> action) {
        if (several == null) {
            action.accept(new Item(key == null ? "" : key, value, headers, timeMs));
            return;
        }
        several.forEach(action);
    }
}
