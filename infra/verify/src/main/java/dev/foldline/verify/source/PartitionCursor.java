package dev.foldline.verify.source;

/**
 * How far a partition has been decided: its row of {@code command_partitions}.
 *
 * @param nextOffset   offset of the first command not decided yet
 * @param nextPosition position of the next event, from 1
 */
public record PartitionCursor(int partition, long nextOffset, long nextPosition) {}
