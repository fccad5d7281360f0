package dev.foldline.domain.view;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which row of a view an event belongs to. Immutable; the function must be pure and is called on several threads.
 *
 * <p>A row under the aggregate id is folded where its events are. Rows under any other key draw events from several
 * partitions: the engine brings those of one row together first, through a topic of its own. Events of one aggregate
 * keep their order on the way; those of two aggregates have none among each other, so such a fold must not depend on
 * one.
 */
public final class RowKey {

    private static final RowKey AGGREGATE_ID =
            new RowKey(event -> event.metadata().aggregateId());

    private final Function<Event, @Nullable String> function;

    private RowKey(Function<Event, @Nullable String> function) {
        this.function = function;
    }

    /** One row per aggregate, under its id. */
    public static RowKey ofAggregate() {
        return AGGREGATE_ID;
    }

    /**
     * Another key than the aggregate's.
     *
     * @param function gives the key of an event's row, null where the event belongs to none; if it throws, the event
     *                 is parked with those of its aggregate
     */
    public static RowKey of(Function<Event, @Nullable String> function) {
        return new RowKey(Objects.requireNonNull(function));
    }

    /** The key of an event's row, null where the event belongs to no row. */
    public @Nullable String of(Event event) {
        return function.apply(event);
    }

    /** Whether rows stand where the events of their aggregate are, so that nothing has to be brought together. */
    public boolean isAggregate() {
        return this == AGGREGATE_ID;
    }
}
