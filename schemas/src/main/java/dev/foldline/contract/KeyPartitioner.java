package dev.foldline.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.apache.kafka.common.utils.Utils;

/**
 * How a key finds its partition. A pipeline has one partitioner for its whole life, as it has one number of partitions:
 * every sender and every reader finds a stream by it. Each is what a widespread client does by default. Thread-safe.
 */
public enum KeyPartitioner {

    /** Kafka's Java client; {@code murmur2_random} of librdkafka. */
    MURMUR2("murmur2_random") {
        @Override
        int hashed(byte[] key, int partitions) {
            return Utils.toPositive(Utils.murmur2(key)) % partitions;
        }
    },

    /** librdkafka's default, {@code consistent_random}: CRC-32 as an unsigned number. */
    CRC32("consistent_random") {
        @Override
        int hashed(byte[] key, int partitions) {
            CRC32 crc = new CRC32();
            crc.update(key);
            return (int) (crc.getValue() % partitions);
        }
    },

    /**
     * Sarama's {@code NewHashPartitioner} and librdkafka's {@code fnv1a_random}: the absolute value of what 32-bit
     * FNV-1a leaves as a signed number. Sarama's {@code NewReferenceHashPartitioner}, which drops the sign bit instead,
     * sends half of the keys elsewhere.
     */
    FNV1A("fnv1a_random") {
        @Override
        int hashed(byte[] key, int partitions) {
            int hash = FNV_OFFSET;
            for (byte next : key) {
                hash = (hash ^ (next & 0xff)) * FNV_PRIME;
            }
            // The remainder first: the least int has no absolute value of its own.
            return Math.abs(hash % partitions);
        }
    };

    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private final String librdkafkaName;

    KeyPartitioner(String librdkafkaName) {
        this.librdkafkaName = librdkafkaName;
    }

    abstract int hashed(byte[] key, int partitions);

    /**
     * The partition of a key.
     *
     * @param key        not empty: without a key a record has no partition of its own
     * @param partitions from 1
     */
    public int partitionOf(byte[] key, int partitions) {
        return hashed(key, partitions);
    }

    /** The partition of a key that is text. */
    public int partitionOf(String key, int partitions) {
        return hashed(key.getBytes(StandardCharsets.UTF_8), partitions);
    }

    /** Its name in configurations: {@code murmur2}, {@code crc32}, {@code fnv1a}. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What librdkafka and the clients that are built on it call it in the setting {@code partitioner}. */
    public String librdkafkaName() {
        return librdkafkaName;
    }

    /**
     * The one with this name.
     *
     * @throws IllegalArgumentException if none has it; the message says which there are
     */
    public static KeyPartitioner named(String configName) {
        return Arrays.stream(values())
                .filter(each -> each.configName().equals(configName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no partitioner \"" + configName + "\", only " + configNames()));
    }

    /** The names of all, with commas between. */
    public static String configNames() {
        return Arrays.stream(values()).map(KeyPartitioner::configName).collect(Collectors.joining(", "));
    }
}
