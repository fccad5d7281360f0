package dev.foldline.command.ops;

import java.util.Map;

/**
 * Asks the brokers for what no owner can say of itself. Called by the thread of {@link KafkaMetricsPoller}, which
 * waits.
 */
public interface KafkaStats extends AutoCloseable {

    /**
     * The disks of one broker.
     *
     * @param bytes     size of all of them
     * @param freeBytes what is left on them
     */
    record Disks(long bytes, long freeBytes) {}

    /**
     * By partition, how many offsets of the commands topic the group has not committed, also where nobody owns it.
     *
     * @throws KafkaSilentException if the brokers do not answer in time, or refuse to
     */
    Map<Integer, Long> commandLags() throws KafkaSilentException;

    /**
     * By id, the disks of each broker that is there; without those that do not know them.
     *
     * @throws KafkaSilentException if the brokers do not answer in time, or refuse to
     */
    Map<Integer, Disks> disks() throws KafkaSilentException;

    @Override
    void close();
}
