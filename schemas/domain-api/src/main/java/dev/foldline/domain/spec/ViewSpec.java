package dev.foldline.domain.spec;

import dev.foldline.domain.view.Event;
import dev.foldline.domain.view.EventMetadata;
import dev.foldline.domain.view.Projection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tests a view in isolation: given events, then rows.
 *
 * <pre>{@code
 * ViewSpec.of(AccountBalances.VIEW)
 *         .given("account-1", new AccountOpened("account-1", "Ada", "EUR", 100L))
 *         .given("account-2", new AccountOpened("account-2", "Bob", "EUR", 0L))
 *         .thenRow("account-1", expected);
 * }</pre>
 *
 * <p>Handles an event as the engine does: one that the fold does not read or that belongs to no row is skipped, any
 * other changes the row of each of its keys. Rows are kept as the bytes that the engine keeps. An exception for which
 * the engine would park an event is thrown by {@code given} unchanged.
 *
 * <p>The engine brings events of different aggregates together in any order. So a view with keys of its own is folded
 * in other orders too, and must lead to the same rows.
 *
 * <p>A failed expectation throws an {@link AssertionError}, so it works with any test framework. Not thread-safe.
 *
 * @param <V> the view's row
 */
public final class ViewSpec<V extends SpecificRecord> {

    /** When the first event happens. Each further one happens a second later, unless {@link #at} says otherwise. */
    public static final Instant FIRST_AT = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration BETWEEN_EVENTS = Duration.ofSeconds(1);

    /** Orders that are tried where the order must not matter; the same ones on every run. */
    private static final int OTHER_ORDERS = 20;

    private final Projection<V> projection;
    private final Rows<V> rows;
    private final List<Event> events = new ArrayList<>();
    private final Map<String, Long> versions = new HashMap<>();
    private Instant next = FIRST_AT;

    private ViewSpec(Projection<V> projection) {
        this.projection = projection;
        this.rows = new Rows<>(projection);
    }

    /** A view that has seen no event. */
    public static <V extends SpecificRecord> ViewSpec<V> of(Projection<V> projection) {
        return new ViewSpec<>(projection);
    }

    /** Sets the time of the next event, which may be before that of the last one. */
    public ViewSpec<V> at(Instant time) {
        next = Objects.requireNonNull(time);
        return this;
    }

    /**
     * Folds the next events of one aggregate, in order, each into all of its rows.
     *
     * @throws RuntimeException if the key function or the fold refuses one; the rows are as before it. The engine parks
     *                          an event that the fold refuses only for the row that it is refused for, and folds it
     *                          into its other rows
     */
    public ViewSpec<V> given(String aggregateId, SpecificRecord... data) {
        for (SpecificRecord record : data) {
            long version = versions.getOrDefault(aggregateId, 0L) + 1;
            EventMetadata metadata = new EventMetadata(aggregateId, version, 0, events.size() + 1L, next, aggregateId);
            Event event = new Event(record, metadata);
            rows.fold(event);
            events.add(event);
            versions.put(aggregateId, version);
            next = next.plus(BETWEEN_EVENTS);
        }
        return this;
    }

    /** The row of a key must be this one. */
    public ViewSpec<V> thenRow(String key, V expected) {
        Objects.requireNonNull(expected, "thenNoRow says that there is none");
        requireSameInAnyOrder();
        requireEqual("row " + key, expected, rows.get(key));
        return this;
    }

    /** A key must have no row: there never was one, or the fold has removed it. */
    public ViewSpec<V> thenNoRow(String key) {
        requireSameInAnyOrder();
        requireEqual("row " + key, null, rows.get(key));
        return this;
    }

    /** These keys and no others must have a row. */
    public ViewSpec<V> thenKeys(String... keys) {
        requireSameInAnyOrder();
        requireEqual("the keys", new TreeSet<>(List.of(keys)), rows.keys());
        return this;
    }

    private void requireSameInAnyOrder() {
        if (projection.rowKey().isAggregate()) {
            return;
        }
        Random random = new Random(0);
        for (int i = 0; i < OTHER_ORDERS; i++) {
            List<Event> order = OtherOrder.of(events, random);
            Rows<V> others = new Rows<>(projection);
            order.forEach(others::fold);
            SortedSet<String> keys = rows.keys();
            keys.addAll(others.keys());
            for (String key : keys) {
                requireEqual(
                        "row " + key + " depends on the order of events of different aggregates: after "
                                + OtherOrder.described(order) + " it",
                        rows.get(key),
                        others.get(key));
            }
        }
    }

    private void requireEqual(String what, @Nullable Object expected, @Nullable Object found) {
        if (!Objects.equals(expected, found)) {
            throw new AssertionError(projection.name() + ": " + what + " should be " + expected + ", but is " + found);
        }
    }
}
