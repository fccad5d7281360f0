package dev.foldline.projection.readmodel.rows;

import dev.foldline.serde.RecordJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * Rows as JSON in the table {@code projections}, which all read models of this kind share.
 *
 * @param <V> the view's row
 */
public final class JsonRows<V extends SpecificRecord> implements RowTable<V> {

    private static final String PUT = """
            INSERT INTO projections (projection_name, partition, version, id, data)
            SELECT ?, r.partition, r.version, r.id, r.data::jsonb
            FROM unnest(?::smallint[], ?::bigint[], ?::text[], ?::text[]) AS r (partition, version, id, data)
            ON CONFLICT (projection_name, id) DO UPDATE
            SET partition = EXCLUDED.partition, version = EXCLUDED.version, data = EXCLUDED.data, updated_at = now()""";

    private static final String REMOVE = "DELETE FROM projections WHERE projection_name = ? AND id = ANY (?)";

    private static final String REMOVE_PARTITION = """
            DELETE FROM projections WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM projections WHERE projection_name = ? AND partition = ? LIMIT ?))""";

    private final String name;

    /** @param name name of the read model */
    public JsonRows(String name) {
        this.name = name;
    }

    /** The migrations of projection-service have created the table, so it always fits. */
    @Override
    public Fit fit(Connection connection) {
        return Fit.FITS;
    }

    @Override
    public void create(Connection connection) {
        // The migrations have created the table.
    }

    @Override
    public void drop(Connection connection) {
        throw new UnsupportedOperationException("table projections is not " + name + "'s alone");
    }

    @Override
    public void put(Connection connection, List<RowChange<V>> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUT)) {
            statement.setString(1, name);
            statement.setArray(2, Columns.partitions(connection, rows, RowChange::partition));
            statement.setArray(3, Columns.bigints(connection, rows, RowChange::offset));
            statement.setArray(4, Columns.texts(connection, rows, RowChange::key));
            statement.setArray(
                    5, Columns.texts(connection, rows, change -> SqlText.of(RecordJson.of(change.present()))));
            statement.executeUpdate();
        }
    }

    @Override
    public void remove(Connection connection, List<RowChange<V>> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
            statement.setString(1, name);
            statement.setArray(2, Columns.texts(connection, rows, RowChange::key));
            statement.executeUpdate();
        }
    }

    @Override
    public int removePartition(Connection connection, int partition, int rowsMax) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMOVE_PARTITION)) {
            statement.setString(1, name);
            statement.setInt(2, partition);
            statement.setInt(3, rowsMax);
            return statement.executeUpdate();
        }
    }
}
