package dev.foldline.domain.spec;

import dev.foldline.domain.view.Event;
import dev.foldline.domain.view.Fold;
import dev.foldline.domain.view.Projection;
import dev.foldline.domain.view.RowKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a view as Avro bytes, so a row that cannot be written, or that a fold changes in place, is found in the
 * test and not in the engine.
 *
 * @param <V> the view's row
 */
final class Rows<V extends SpecificRecord> {

    private final RowKey rowKey;
    private final Fold<V> fold;
    private final RecordBytes<V> records;
    private final Map<String, byte[]> bytes = new HashMap<>();

    Rows(Projection<V> projection) {
        this.rowKey = projection.rowKey();
        this.fold = projection.fold();
        this.records = new RecordBytes<>(fold.rowSchema());
    }

    /** Folds one event into each of its rows, as the engine does; into none of them if the fold refuses one. */
    void fold(Event event) {
        if (!fold.events().contains(event.data().getSchema())) {
            return;
        }
        Map<String, byte @Nullable []> changed = new LinkedHashMap<>();
        for (String key : rowKey.keys(event)) {
            changed.put(key, after(key, event.forRow(key)));
        }
        changed.forEach((key, row) -> {
            if (row == null) {
                bytes.remove(key);
            } else {
                bytes.put(key, row);
            }
        });
    }

    private byte @Nullable [] after(String key, Event event) {
        V before = get(key);
        V after = fold.apply(before, event);
        if (before != null && !Arrays.equals(records.write(before), bytes.get(key))) {
            throw new AssertionError(
                    "row " + key + ": the step of " + event.data().getSchema().getName()
                            + " changes the row before it in place; it must make a new one");
        }
        return after == null ? null : records.write(after);
    }

    @Nullable
    V get(String key) {
        byte[] row = bytes.get(key);
        return row == null ? null : records.read(row);
    }

    /** A copy, in order. */
    SortedSet<String> keys() {
        return new TreeSet<>(bytes.keySet());
    }
}
