package dev.foldline.projection.intake.batch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.test.TestRecord;

/** Makes of test records what {@link BatchingConsumer} makes of polled ones. */
public final class Batches {

    private Batches() {}

    /** One record that a source node with {@link RecordBatch#serde} takes for all of these. */
    public static TestRecord<String, byte[]> of(String topic, List<TestRecord<String, byte[]>> records) {
        List<ConsumerRecord<byte[], byte[]>> polled = new ArrayList<>();
        for (TestRecord<String, byte[]> record : records) {
            polled.add(new ConsumerRecord<>(
                    topic,
                    0,
                    polled.size(),
                    record.timestamp(),
                    TimestampType.CREATE_TIME,
                    ConsumerRecord.NULL_SIZE,
                    ConsumerRecord.NULL_SIZE,
                    record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8),
                    record.value(),
                    record.headers(),
                    Optional.empty()));
        }
        BatchHeaders headers = new BatchHeaders(polled);
        return new TestRecord<>(null, null, records.getFirst().getRecordTime()) {
            // The constructor would make a copy, which is an ordinary one.
            @Override
            public Headers headers() {
                return headers;
            }
        };
    }
}
