package dev.foldline.command.ops.unattended;

import dev.foldline.command.ops.KafkaSilentException;
import java.util.Map;
import java.util.Optional;

/**
 * Tells for each partition whether a process works on it. Called by the watch's thread, which waits.
 *
 * <p>The table's cursor is the truth: it moves with each batch that any process decides, and it is never moved by hand.
 * The offset that the group has committed is not: it can be deleted, moved, or go back with a broker. It says something
 * only while the table does not answer. What the group has assigned says less still, for a member that has a partition
 * need not work on it; but it names the member to look at, and tells when there is none.
 */
public interface PartitionSigns extends AutoCloseable {

    /**
     * Where one partition of the commands topic ends, and how far the group has come in it.
     *
     * @param end       below it are all commands, and also transaction markers and what was aborted; commands of a
     *                  transaction that is open are not
     * @param committed offset that the group has committed; 0 if there is none
     */
    record Offsets(long end, long committed) {}

    /**
     * By partition, its offsets.
     *
     * @throws KafkaSilentException if the brokers do not answer in time, or refuse to
     */
    Map<Integer, Offsets> offsets() throws KafkaSilentException;

    /** By partition, the offset of the next command to decide; without those whose database does not answer. */
    Map<Integer, Long> cursors();

    /** By partition, the member that the group has given it to; empty while the group rebalances or does not answer. */
    Optional<Map<Integer, String>> members();

    /**
     * Whether a partition has a command at an offset from {@code from} on, below {@code end}.
     *
     * @throws KafkaSilentException if it cannot be read in time
     */
    boolean holdsCommand(int partition, long from, long end) throws KafkaSilentException;

    @Override
    void close();
}
