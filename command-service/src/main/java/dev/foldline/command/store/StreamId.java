package dev.foldline.command.store;

/**
 * A stream: aggregate ids are unique within a partition, and a key has one partition.
 *
 * @param partition   partition that the key hashes to
 * @param aggregateId the key
 */
public record StreamId(int partition, String aggregateId) {}
