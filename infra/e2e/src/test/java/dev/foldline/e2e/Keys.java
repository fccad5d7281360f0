package dev.foldline.e2e;

import dev.foldline.torture.hostile.Place;

/** Keys that Kafka's default partitioner puts where a test wants them. */
public final class Keys {

    private Keys() {}

    /** The prefix with the first number behind it that makes it belong to a partition; the same for the same prefix. */
    public static String inPartition(String prefix, int partition, int partitions) {
        return Place.keyIn(partition, prefix, partitions);
    }
}
