package dev.foldline.domain.view;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * How events change a row: one step for each event type that the view reads.
 *
 * <p>The steps name the types, so a type that is read but not folded cannot be written. Immutable; the steps must be
 * pure, because a row is folded again whenever its transaction did not commit, and on several threads at once.
 *
 * @param <V> the view's row
 */
public final class Fold<V extends SpecificRecord> {

    /**
     * Applies one event to its row.
     *
     * @param <V> the view's row
     * @param <E> the event
     */
    @FunctionalInterface
    public interface Step<V extends SpecificRecord, E extends SpecificRecord> {

        /**
         * The row after the event.
         *
         * @param row the row before it, null where there is none; never changed in place
         * @return the row after it, null to remove it
         * @throws RuntimeException if the event cannot be applied: then its key is parked, beginning with this event
         */
        @Nullable
        V apply(@Nullable V row, E event, EventMetadata metadata);
    }

    private final Schema rowSchema;
    private final Map<Schema, Step<V, SpecificRecord>> steps;

    private Fold(Schema rowSchema, Map<Schema, Step<V, SpecificRecord>> steps) {
        this.rowSchema = rowSchema;
        this.steps = steps;
    }

    /** A fold that reads no event yet, into rows of a generated class. */
    public static <V extends SpecificRecord> Fold<V> into(Class<V> row) {
        return new Fold<>(schemaOf(row), Map.of());
    }

    /**
     * This fold with one more step.
     *
     * @throws IllegalArgumentException if the event has a step already
     */
    public <E extends SpecificRecord> Fold<V> on(Class<E> event, Step<V, E> step) {
        Map<Schema, Step<V, SpecificRecord>> more = new LinkedHashMap<>(steps);
        Step<V, SpecificRecord> casting = (row, data, metadata) -> step.apply(row, event.cast(data), metadata);
        if (more.put(schemaOf(event), casting) != null) {
            throw new IllegalArgumentException(event.getSimpleName() + " has two steps in one fold");
        }
        return new Fold<>(rowSchema, more);
    }

    /** The row after an event; see {@link Step#apply}. */
    public @Nullable V apply(@Nullable V row, Event event) {
        Step<V, SpecificRecord> step = steps.get(event.data().getSchema());
        if (step == null) {
            throw new IllegalArgumentException(
                    event.data().getSchema().getFullName() + " has no step in a fold of " + rowSchema.getName());
        }
        return step.apply(row, event.data(), event.metadata());
    }

    /** Schema of a row. */
    public Schema rowSchema() {
        return rowSchema;
    }

    /** Schemas of the events that are read; every other event is skipped. */
    public Collection<Schema> events() {
        return List.copyOf(steps.keySet());
    }

    private static Schema schemaOf(Class<? extends SpecificRecord> generated) {
        return SpecificData.get().getSchema(generated);
    }
}
