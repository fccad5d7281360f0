package dev.foldline.projection.readmodel.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * The table that a read model's rows are in. All of it happens in the transaction of the connection it is given.
 *
 * @param <V> the view's row
 */
public interface RowTable<V extends SpecificRecord> {

    /** How the table in the database compares to the one that the read model writes. */
    enum Fit {
        FITS,
        DIFFERS,
        MISSING
    }

    /** Checks whether the table exists, with the columns that are written. */
    Fit fit(Connection connection) throws SQLException;

    /**
     * Creates the table.
     *
     * @throws SQLException if one of this name exists, which then belongs to something else
     */
    void create(Connection connection) throws SQLException;

    /** Removes the table with all its rows; fails if other objects depend on it. */
    void drop(Connection connection) throws SQLException;

    /** Inserts rows or replaces those with the same keys. Each key occurs once. */
    void put(Connection connection, List<RowChange<V>> rows) throws SQLException;

    /** Removes the rows with these keys, where there are any. */
    void remove(Connection connection, List<RowChange<V>> rows) throws SQLException;

    /** Removes rows that came from a partition; returns how many, and fewer than asked for only if none is left. */
    int removePartition(Connection connection, int partition, int rowsMax) throws SQLException;
}
