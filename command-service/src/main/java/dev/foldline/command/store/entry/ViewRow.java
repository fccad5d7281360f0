package dev.foldline.command.store.entry;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row of an inline view as a batch leaves it; takes the place of the one that is there.
 *
 * @param table            where it goes
 * @param partition        partition of the stream
 * @param aggregateId      the stream
 * @param aggregateVersion version of the stream that it shows
 * @param values           one for each of the table's columns, each null or of the column's Java type, texts
 *                         {@linkplain StorableText cleaned}; null where the view has no row for the stream any more
 */
public record ViewRow(
        ViewTable table,
        int partition,
        String aggregateId,
        long aggregateVersion,
        @Nullable List<@Nullable Object> values) {

    public ViewRow {
        if (values != null) {
            List<@Nullable Object> storable = new ArrayList<>(values);
            storable.replaceAll(value -> value instanceof String text ? StorableText.clean(text) : value);
            values = storable;
        }
    }
}
