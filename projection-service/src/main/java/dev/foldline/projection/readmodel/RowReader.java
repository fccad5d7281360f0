package dev.foldline.projection.readmodel;

import dev.foldline.projection.readmodel.rows.RowChange;
import dev.foldline.projection.readmodel.rows.SqlText;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.RegistryUnavailableException;
import dev.foldline.serde.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns records of a view's topic into changes of rows. Not thread-safe.
 *
 * @param <V> the view's row
 */
final class RowReader<V extends SpecificRecord> {

    private final AvroDecoder decoder;

    /** @param row schema of a row, with a generated class */
    RowReader(RegistrySchemas schemas, Schema row) {
        this.decoder = new AvroDecoder(schemas, List.of(row));
    }

    /**
     * The result of reading some records.
     *
     * @param batch the changes up to the first record that cannot be read
     * @param fault what is wrong with that one, null if all can be read
     * @param <V>   the view's row
     */
    record Reading<V extends SpecificRecord>(
            RowBatch<V> batch, @Nullable String fault) {}

    /**
     * Reads the records of one partition in a poll.
     *
     * @param from    the partition's checkpoint
     * @param records in the order of offsets, at least one
     * @param next    offset that comes after them
     */
    Reading<V> read(Checkpoint from, List<ConsumerRecord<byte[], byte[]>> records, long next) {
        Map<String, RowChange<V>> changes = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String fault = add(record, changes);
            if (fault != null) {
                return new Reading<>(
                        batch(from, record.offset(), changes),
                        "record " + record.offset() + " of " + record.topic() + "-" + record.partition()
                                + " cannot be read: " + fault);
            }
        }
        return new Reading<>(batch(from, next, changes), null);
    }

    /** Adds a record's change; returns what is wrong with the record, null if nothing is. */
    private @Nullable String add(ConsumerRecord<byte[], byte[]> record, Map<String, RowChange<V>> changes) {
        if (record.key() == null) {
            return "it has no key";
        }
        try {
            RowChange<V> change = change(record);
            changes.put(change.key(), change);
            return null;
        } catch (UndecodableException | RegistryUnavailableException e) {
            return String.valueOf(e.getMessage());
        }
    }

    // The decoder was given this schema alone, so what it returns is a row.
    @SuppressWarnings("unchecked")
    private RowChange<V> change(ConsumerRecord<byte[], byte[]> record) throws UndecodableException {
        V row = record.value() == null ? null : (V) decoder.decode(record.value());
        String key = SqlText.of(new String(record.key(), StandardCharsets.UTF_8));
        return new RowChange<>(record.partition(), record.offset(), key, row);
    }

    private RowBatch<V> batch(Checkpoint from, long next, Map<String, RowChange<V>> changes) {
        return new RowBatch<>(from, from.at(next), List.copyOf(changes.values()));
    }
}
