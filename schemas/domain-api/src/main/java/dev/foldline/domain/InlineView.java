package dev.foldline.domain;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table with one row per stream that is written in the same transaction as the stream's events: a reader that looks
 * it up after a command's result sees the command's changes.
 *
 * <p>A pure fold, like {@link Decider#evolve}: a row follows from the stream's events alone, so the whole table can be
 * built again from them at any time.
 *
 * @param <E> events
 * @param <R> rows, immutable
 */
public interface InlineView<E, R> {

    /** Name of the view: {@code order-summary}. */
    String name();

    /** Name of its table, which a migration creates: {@code order_summary}. */
    String table();

    /** The table's columns beside {@code partition}, {@code aggregate_id} and {@code aggregate_version}. */
    List<Column<R>> columns();

    /**
     * Applies one event; total on every event of the type.
     *
     * @param row null before the stream's first event, and after an event that removed the row
     * @return the row, or null for none
     */
    @Nullable
    R fold(@Nullable R row, E event, Instant occurredAt);

    /**
     * How a row is stored in snapshots. Its schema version is the view's: raising it makes the service build the table
     * again when it starts.
     */
    StateJson<R> json();

    /**
     * A column and its value in a row.
     *
     * @param name  name of the column
     * @param type  {@code String}, {@code Integer}, {@code Long}, {@code Boolean} or {@code Instant}
     * @param value takes the value out of a row
     */
    record Column<R>(String name, Class<?> type, Function<R, @Nullable Object> value) {}
}
