package dev.foldline.projection.query;

import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * This instance's part of one view: the rows of the partitions whose tasks are active here. Thread-safe; these
 * partitions may change between any two calls.
 */
public interface LocalView {

    /** A row and its key. */
    record Row(String key, SpecificRecord data) {}

    /** Partitions of the rows that are active here. */
    Set<Integer> here();

    /**
     * The position of a partition of the events that every task here which reads it has passed; {@link Long#MAX_VALUE}
     * if none does.
     */
    long passed(int partition);

    /**
     * The row of a key, null where the partition has none.
     *
     * @throws ViewUnavailableException if the partition cannot be read here now
     */
    @Nullable
    SpecificRecord row(int partition, String key) throws ViewUnavailableException;

    /**
     * The first rows of a partition, in the order of their keys' bytes.
     *
     * @throws ViewUnavailableException if the partition cannot be read here now
     */
    List<Row> rows(int partition, int limit) throws ViewUnavailableException;
}
