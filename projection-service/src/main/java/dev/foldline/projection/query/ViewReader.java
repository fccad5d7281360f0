package dev.foldline.projection.query;

import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Rows of one view, as a query sees them. Thread-safe. */
public interface ViewReader {

    /**
     * The row of a key.
     *
     * @throws ViewUnavailableException if it cannot be said now whether there is one
     */
    Optional<SpecificRecord> row(String key) throws ViewUnavailableException;

    /**
     * The first rows, in the order of the stores: by partition, then by key.
     *
     * @param limit how many at most
     * @throws ViewUnavailableException if not every row can be reached now
     */
    List<SpecificRecord> rows(int limit) throws ViewUnavailableException;
}
