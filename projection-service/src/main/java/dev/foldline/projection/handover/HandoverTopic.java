package dev.foldline.projection.handover;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.TopicNameExtractor;
import org.apache.kafka.streams.processor.api.Record;

/** How records of handover topics are addressed: the key says the partition, a header the topic. */
public final class HandoverTopic {

    private static final String TOPIC_HEADER = "topic";

    private HandoverTopic() {}

    static Record<Object, Object> record(String topic, int task, HandoverRecord record, long nowMs) {
        return new Record<>(
                Integer.toString(task),
                record.toBytes(),
                nowMs,
                new RecordHeaders().add(TOPIC_HEADER, topic.getBytes(StandardCharsets.UTF_8)));
    }

    /** The topic that a record's header names. */
    public static TopicNameExtractor<String, byte[]> topic() {
        return (task, record, context) ->
                new String(context.headers().lastHeader(TOPIC_HEADER).value(), StandardCharsets.UTF_8);
    }

    /** The partition that a record's key names. */
    public static StreamPartitioner<String, byte[]> partition() {
        return (topic, task, record, partitions) -> Optional.of(Set.of(Integer.parseInt(task)));
    }
}
