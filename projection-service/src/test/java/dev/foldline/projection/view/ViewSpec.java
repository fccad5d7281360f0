package dev.foldline.projection.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Given events, then a view: a projection's fold without anything around it.
 *
 * <p>Events happen one second apart, the first at {@link #FIRST_AT}, all in partition 0.
 */
public final class ViewSpec<V extends SpecificRecord> {

    /** When the first event of a spec happens. */
    public static final Instant FIRST_AT = Instant.parse("2026-01-01T00:00:00Z");

    private final Fold<V> fold;
    private final Map<String, V> rows = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private long position;

    private ViewSpec(Fold<V> fold) {
        this.fold = fold;
    }

    public static <V extends SpecificRecord> ViewSpec<V> of(Projection<V> projection) {
        return new ViewSpec<>(projection.fold());
    }

    /** Folds events of one aggregate, in order. */
    public ViewSpec<V> given(String aggregateId, SpecificRecord... events) {
        for (SpecificRecord event : events) {
            long version = versions.merge(aggregateId, 1L, Long::sum);
            Instant at = FIRST_AT.plus(Duration.ofSeconds(position));
            position++;
            V row = fold.apply(
                    rows.get(aggregateId), new Event(event, new EventMetadata(aggregateId, version, 0, position, at)));
            if (row == null) {
                rows.remove(aggregateId);
            } else {
                rows.put(aggregateId, row);
            }
        }
        return this;
    }

    /** Checks one row; null means that there is none. */
    public ViewSpec<V> thenRow(String key, @Nullable V expected) {
        assertThat(rows.get(key)).as("row %s", key).isEqualTo(expected);
        return this;
    }
}
