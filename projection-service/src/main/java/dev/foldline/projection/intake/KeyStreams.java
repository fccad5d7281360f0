package dev.foldline.projection.intake;

import dev.foldline.contract.KeyPartitioner;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** The pipeline's partitioner as Kafka Streams takes one, for all that is written under a key. */
public final class KeyStreams {

    private KeyStreams() {}

    /** Sends each record to the partition of its key. */
    public static <V> StreamPartitioner<String, V> partitioner(KeyPartitioner keys) {
        return (topic, key, value, partitions) -> Optional.of(Set.of(keys.partitionOf(key, partitions)));
    }
}
