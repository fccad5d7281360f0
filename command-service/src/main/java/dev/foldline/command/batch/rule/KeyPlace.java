package dev.foldline.command.batch.rule;

import dev.foldline.contract.KeyPartitioner;
import java.io.Serial;
import java.nio.charset.StandardCharsets;

/**
 * Whether a record is where its key belongs. Thread-safe.
 *
 * <p>Invariant: every stream is in the partition of its key. A command that some client puts elsewhere would begin a
 * second stream under the same aggregate id, which its owner could not tell from the first.
 *
 * @param partitioner of the pipeline
 * @param partitions  partitions of every topic, as they were set up; not as many as Kafka has by now
 * @param checks      whether it is checked, as it always is outside of a test
 */
public record KeyPlace(KeyPartitioner partitioner, int partitions, boolean checks) {

    /**
     * Refuses a record that is in another partition than its key's.
     *
     * @param key not empty, UTF-8
     * @throws WrongPartitionException with a message for the one who sent it
     */
    public void require(byte[] key, int partition) throws WrongPartitionException {
        if (!checks) {
            return;
        }
        int right = partitioner.partitionOf(key, partitions);
        if (right != partition) {
            throw new WrongPartitionException("key " + new String(key, StandardCharsets.UTF_8)
                    + " belongs to partition " + right + " of " + partitions + ", this record is in " + partition
                    + "; set the producer's partitioner to " + partitioner.librdkafkaName());
        }
    }

    /** The record is in a partition that its key does not belong to. */
    public static final class WrongPartitionException extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        private WrongPartitionException(String message) {
            super(message);
        }
    }
}
