package dev.foldline.command.replay;

import dev.foldline.command.store.entry.StoredEvent;
import java.util.List;

/**
 * What is left to write of a partition.
 *
 * @param partition which
 * @param next      position from which on
 * @param last      position of the last event that is wanted; below {@code next} when all are there
 * @param done      wanted events that the topic has already
 * @param total     wanted events
 */
public record ReplayProgress(int partition, long next, long last, long done, long total) {

    /** What is left after these events. */
    ReplayProgress without(List<StoredEvent> written) {
        return new ReplayProgress(partition, written.getLast().position() + 1, last, done + written.size(), total);
    }

    boolean isEmpty() {
        return next > last;
    }
}
