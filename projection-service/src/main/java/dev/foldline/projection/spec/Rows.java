package dev.foldline.projection.spec;

import dev.foldline.projection.view.Event;
import dev.foldline.projection.view.Fold;
import dev.foldline.projection.view.Projection;
import dev.foldline.projection.view.RowKey;
import dev.foldline.serde.GeneratedClasses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a view as Avro bytes, so that a row which cannot be written, or one that a fold changes in place, shows
 * here and not in the engine.
 *
 * @param <V> the view's row
 */
final class Rows<V extends SpecificRecord> {

    private final RowKey rowKey;
    private final Fold<V> fold;
    private final Map<String, byte[]> bytes = new HashMap<>();

    Rows(Projection<V> projection) {
        GeneratedClasses.trust();
        this.rowKey = projection.rowKey();
        this.fold = projection.fold();
    }

    /** Folds one event as the engine does. */
    void fold(Event event) {
        if (!fold.events().contains(event.data().getSchema())) {
            return;
        }
        String key = rowKey.of(event);
        if (key == null) {
            return;
        }
        V before = get(key);
        V after = fold.apply(before, event);
        if (before != null && !Arrays.equals(write(before), bytes.get(key))) {
            throw new AssertionError(
                    "row " + key + ": the step of " + event.data().getSchema().getName()
                            + " changes the row before it in place; it must make a new one");
        }
        if (after == null) {
            bytes.remove(key);
        } else {
            bytes.put(key, write(after));
        }
    }

    @Nullable
    V get(String key) {
        byte[] row = bytes.get(key);
        return row == null ? null : read(row);
    }

    /** A copy, in order. */
    SortedSet<String> keys() {
        return new TreeSet<>(bytes.keySet());
    }

    private byte[] write(V row) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            new SpecificDatumWriter<V>(fold.rowSchema()).write(row, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory", e);
        }
        return out.toByteArray();
    }

    private V read(byte[] row) {
        Schema schema = fold.rowSchema();
        try {
            return new SpecificDatumReader<V>(schema)
                    .read(null, DecoderFactory.get().binaryDecoder(row, null));
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory", e);
        }
    }
}
