package dev.foldline.client;

import dev.foldline.contract.KeyPartitioner;
import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.jspecify.annotations.Nullable;

/** Sends a command to the partition of its key by the pipeline's partitioner; Kafka makes it by its class name. */
public final class CommandPartitioner implements Partitioner {

    /** Setting of the producer that names the {@link KeyPartitioner}, as the enum or by its configured name. */
    public static final String KEY_PARTITIONER = "foldline.partitioner";

    private KeyPartitioner partitioner = KeyPartitioner.MURMUR2;

    @Override
    public void configure(Map<String, ?> settings) {
        Object given = settings.get(KEY_PARTITIONER);
        if (given != null) {
            partitioner = given instanceof KeyPartitioner one ? one : KeyPartitioner.named(given.toString());
        }
    }

    /**
     * The partition of a record.
     *
     * @throws IllegalArgumentException if it has no key, which every command has
     */
    @Override
    public int partition(
            String topic,
            @Nullable Object key,
            byte @Nullable [] keyBytes,
            @Nullable Object value,
            byte @Nullable [] valueBytes,
            Cluster cluster) {
        if (keyBytes == null) {
            throw new IllegalArgumentException("a command without a key has no partition: " + topic);
        }
        return partitioner.partitionOf(keyBytes, cluster.partitionCountForTopic(topic));
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
