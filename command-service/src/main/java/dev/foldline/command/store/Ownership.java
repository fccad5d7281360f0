package dev.foldline.command.store;

/**
 * What acquiring a partition gives: the fence and both cursors.
 *
 * @param partition    the partition
 * @param epoch        one more than the epoch of the former owner; 1 for the first owner ever
 * @param nextOffset   offset of the first command not decided yet
 * @param nextPosition position of the next event, from 1
 * @param formerOwner  name under which it was acquired before; empty for the first owner ever
 */
public record Ownership(int partition, long epoch, long nextOffset, long nextPosition, String formerOwner) {

    /** Of a partition that nobody has owned before. */
    public Ownership(int partition, long epoch, long nextOffset, long nextPosition) {
        this(partition, epoch, nextOffset, nextPosition, "");
    }

    /** The same, but with another command to begin at. */
    public Ownership startingAt(long offset) {
        return new Ownership(partition, epoch, offset, nextPosition, formerOwner);
    }
}
