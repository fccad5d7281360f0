package dev.foldline.projection.readmodel.rows;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A row as the view's topic has it.
 *
 * @param partition of the view's topic
 * @param offset    in the partition
 * @param key       of the row, without characters that Postgres cannot store
 * @param row       null where the row was removed
 * @param <V>       the view's row
 */
public record RowChange<V extends SpecificRecord>(
        int partition, long offset, String key, @Nullable V row) {

    /** The row, where there is one. */
    public V present() {
        if (row == null) {
            throw new IllegalStateException("row " + key + " was removed");
        }
        return row;
    }
}
