package dev.foldline.command.replay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Events by the time at which they occurred.
 *
 * @param from the first instant that is wanted; null for all up to {@code to}
 * @param to   the first instant that is not wanted any more; null for all after {@code from}
 */
public record TimeWindow(@Nullable Instant from, @Nullable Instant to) {

    /** Every event. */
    public static final TimeWindow ALL = new TimeWindow(null, null);

    public boolean isAll() {
        return from == null && to == null;
    }
}
