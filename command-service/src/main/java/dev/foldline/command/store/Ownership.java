package dev.foldline.command.store;

/**
 * What acquiring a partition gives: the fence and both cursors.
 *
 * @param partition    the partition
 * @param epoch        one more than the epoch of whoever owned it before; 1 for the first owner ever
 * @param nextOffset   offset of the first command not decided yet
 * @param nextPosition position of the next event, from 1
 */
public record Ownership(int partition, long epoch, long nextOffset, long nextPosition) {}
