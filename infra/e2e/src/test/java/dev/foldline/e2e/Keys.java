package dev.foldline.e2e;

import dev.foldline.contract.KeyPartitioner;
import java.util.stream.IntStream;

/** Keys that Kafka's default partitioner puts where a test wants them. */
public final class Keys {

    private Keys() {}

    /** The prefix with the first number behind it that makes it belong to a partition; the same for the same prefix. */
    public static String inPartition(String prefix, int partition, int partitions) {
        return IntStream.iterate(0, number -> number + 1)
                .mapToObj(number -> prefix + number)
                .filter(key -> partitionOf(key, partitions) == partition)
                .findFirst()
                .orElseThrow();
    }

    private static int partitionOf(String key, int partitions) {
        return KeyPartitioner.MURMUR2.partitionOf(key, partitions);
    }
}
