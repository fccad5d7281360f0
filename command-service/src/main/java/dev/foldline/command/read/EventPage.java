package dev.foldline.command.read;

import dev.foldline.command.store.entry.StoredEvent;
import java.util.List;
import java.util.OptionalLong;

/**
 * Some events of an aggregate, in order.
 *
 * @param events  none beyond the end
 * @param version of the aggregate
 */
public record EventPage(List<StoredEvent> events, long version) {

    /** The version to continue from; empty at the end. */
    public OptionalLong next() {
        return events.isEmpty() || events.getLast().aggregateVersion() >= version
                ? OptionalLong.empty()
                : OptionalLong.of(events.getLast().aggregateVersion() + 1);
    }
}
