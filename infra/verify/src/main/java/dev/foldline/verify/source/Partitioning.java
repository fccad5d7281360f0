package dev.foldline.verify.source;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.apache.kafka.common.utils.Utils;

/**
 * Where the key of a stream belongs. Written down here once more: what the services work by must not be what proves
 * them right.
 *
 * @param partitioner name of the pipeline's partitioner, as the tables have it
 * @param partitions  partitions of every topic
 */
public record Partitioning(String partitioner, int partitions) {

    /** That of a pipeline whose tables name none: it was set up when there was no other. */
    static final String DEFAULT = "murmur2";

    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 16_777_619;

    /**
     * The partition of a key.
     *
     * @throws VerifyException if nothing here knows the partitioner
     */
    public int partitionOf(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return switch (partitioner) {
            case DEFAULT -> (Utils.murmur2(bytes) & Integer.MAX_VALUE) % partitions;
            case "crc32" -> {
                CRC32 crc = new CRC32();
                crc.update(bytes);
                yield (int) (crc.getValue() % partitions);
            }
            case "fnv1a" -> {
                int hash = FNV_OFFSET;
                for (byte each : bytes) {
                    hash = (hash ^ Byte.toUnsignedInt(each)) * FNV_PRIME;
                }
                int remainder = hash % partitions;
                yield remainder < 0 ? -remainder : remainder;
            }
            default ->
                throw new VerifyException(
                        "pipeline_metadata names the partitioner " + partitioner + ", which this build does not know",
                        null);
        };
    }
}
