package dev.foldline.command.store;

import java.util.List;

/**
 * The decisions for consecutive commands of one partition: what is appended in one transaction and, from the same rows,
 * forwarded in one.
 *
 * <p>Every command offset of the range that holds a record has either events or an outcome, never both and never neither.
 *
 * @param partition    the partition
 * @param epoch        epoch under which the owner acquired it
 * @param nextOffset   offset after the last command of the batch
 * @param nextPosition position after the last event of the batch
 * @param events       in order of position, which is order of offset
 * @param outcomes     in order of offset
 * @param deadLetters  in order of offset
 */
public record PartitionBatch(
        int partition,
        long epoch,
        long nextOffset,
        long nextPosition,
        List<StoredEvent> events,
        List<CommandOutcome> outcomes,
        List<DeadLetter> deadLetters) {}
