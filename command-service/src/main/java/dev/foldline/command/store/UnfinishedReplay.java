package dev.foldline.command.store;

/**
 * The events topic is being built again from the table, or was until something stopped it.
 *
 * @param partition    which of its partitions
 * @param nextPosition about where it has come to
 * @param lastPosition where it will be done
 */
public record UnfinishedReplay(int partition, long nextPosition, long lastPosition) {}
