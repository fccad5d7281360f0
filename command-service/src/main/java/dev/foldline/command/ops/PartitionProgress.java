package dev.foldline.command.ops;

import dev.foldline.command.store.PartitionBatch;

/** How far the topics are behind the table in one partition. Thread-safe. */
final class PartitionProgress {

    private static final long UNKNOWN = -1;

    private long committedOffset = UNKNOWN;
    private long forwardedOffset = UNKNOWN;

    /** An owner begins, with all on the topics that the table has; or one ends. */
    synchronized void begin() {
        committedOffset = UNKNOWN;
        forwardedOffset = UNKNOWN;
    }

    synchronized void committed(PartitionBatch batch) {
        if (forwardedOffset == UNKNOWN) {
            forwardedOffset = firstOffset(batch);
        }
        committedOffset = batch.nextOffset();
    }

    synchronized void forwarded(PartitionBatch batch) {
        forwardedOffset = Math.max(forwardedOffset, batch.nextOffset());
    }

    /** Offsets that are committed and not forwarded. */
    synchronized long lag() {
        return committedOffset == UNKNOWN ? 0 : Math.max(0, committedOffset - forwardedOffset);
    }

    /** Every command has left an event or an outcome, both in the order of offsets. */
    private static long firstOffset(PartitionBatch batch) {
        long first = batch.nextOffset();
        if (!batch.events().isEmpty()) {
            first = Math.min(first, batch.events().getFirst().commandOffset());
        }
        if (!batch.outcomes().isEmpty()) {
            first = Math.min(first, batch.outcomes().getFirst().commandOffset());
        }
        return first;
    }
}
