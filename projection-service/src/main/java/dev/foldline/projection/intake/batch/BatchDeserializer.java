package dev.foldline.projection.intake.batch;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Takes the batch out of the headers in which {@link BatchingConsumer} hands it over. Stateless, so thread-safe. */
final class BatchDeserializer implements Deserializer<RecordBatch> {

    @Override
    public RecordBatch deserialize(String topic, byte @Nullable [] value) {
        return RecordBatch.of(value, new RecordHeaders());
    }

    @Override
    public RecordBatch deserialize(String topic, Headers headers, byte @Nullable [] value) {
        return headers instanceof BatchHeaders batch ? RecordBatch.of(batch) : RecordBatch.of(value, headers);
    }
}
