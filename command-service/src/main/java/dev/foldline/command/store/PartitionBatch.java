package dev.foldline.command.store;

import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.DeadLetter;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.store.entry.ViewRow;
import java.util.List;

/**
 * The decisions for consecutive commands of one partition: what is appended in one transaction and, from the same rows,
 * forwarded in one.
 *
 * <p>Every command offset of the range that holds a record has either events or an outcome, never both and never
 * neither.
 *
 * @param partition    the partition
 * @param epoch        epoch under which the owner acquired it
 * @param nextOffset   offset after the last command of the batch
 * @param nextPosition position after the last event of the batch
 * @param events       in order of position, which is order of offset
 * @param outcomes     in order of offset
 * @param deadLetters  in order of offset
 * @param snapshots    of streams that the batch has moved, at most one of each; not forwarded, so empty when read back
 * @param viewRows     rows of inline views, at most one for each stream and table; not forwarded, so empty when read
 *                     back
 */
public record PartitionBatch(
        int partition,
        long epoch,
        long nextOffset,
        long nextPosition,
        List<StoredEvent> events,
        List<CommandOutcome> outcomes,
        List<DeadLetter> deadLetters,
        List<StoredSnapshot> snapshots,
        List<ViewRow> viewRows) {

    /** Position of the first event, or of the next where the batch has none. */
    public long firstPosition() {
        return nextPosition - events.size();
    }

    /** The same with other dead letters. */
    public PartitionBatch withDeadLetters(List<DeadLetter> others) {
        return new PartitionBatch(
                partition, epoch, nextOffset, nextPosition, events, outcomes, others, snapshots, viewRows);
    }

    /**
     * Checks that this batch continues where the table's cursors are, and is without gaps.
     *
     * @throws StoreCorruptException if it does not, and must not be written
     */
    public void requireGoesOnFrom(long tableOffset, long tablePosition) {
        if (firstPosition() != tablePosition || nextOffset <= tableOffset) {
            throw new StoreCorruptException(
                    "partition " + partition + ": the table is at offset " + tableOffset + " and position "
                            + tablePosition
                            + ", but the owner of epoch " + epoch + " appends " + events.size()
                            + " events up to offset "
                            + nextOffset + " and position " + nextPosition
                            + "; nothing was written, and the partition stops",
                    null);
        }
        long position = tablePosition;
        for (StoredEvent event : events) {
            if (event.partition() != partition || event.position() != position) {
                throw new StoreCorruptException(
                        "partition " + partition + ": the batch has the event of partition " + event.partition()
                                + " and position " + event.position() + " where position " + position
                                + " is due; nothing was written, and the partition stops",
                        null);
            }
            position++;
        }
    }
}
