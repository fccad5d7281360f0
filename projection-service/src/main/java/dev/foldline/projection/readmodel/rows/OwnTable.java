package dev.foldline.projection.readmodel.rows;

import dev.foldline.domain.view.table.ColumnType;
import dev.foldline.domain.view.table.Table;
import dev.foldline.serde.RecordJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A table of a read model's own, created as its author describes it.
 *
 * @param <V> the view's row
 */
public final class OwnTable<V extends SpecificRecord> implements RowTable<V> {

    private static final String COLUMNS = """
            SELECT a.attname, t.typname
            FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
            WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped""";

    private final Table<V> table;
    private final String put;
    private final String remove;
    private final String removePartition;

    public OwnTable(Table<V> table) {
        this.table = table;
        this.put = putOf(table);
        this.remove = "DELETE FROM " + quoted(table.name()) + " WHERE " + quoted(table.key()) + " = ANY (?)";
        this.removePartition = "DELETE FROM " + quoted(table.name()) + " WHERE ctid = ANY (ARRAY(SELECT ctid FROM "
                + quoted(table.name()) + " WHERE partition = ? LIMIT ?))";
    }

    /** Additional columns do no harm. */
    @Override
    public Fit fit(Connection connection) throws SQLException {
        Map<String, String> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, quoted(table.name()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        if (found.isEmpty()) {
            return Fit.MISSING;
        }
        return found.entrySet().containsAll(columns().entrySet()) ? Fit.FITS : Fit.DIFFERS;
    }

    @Override
    public void create(Connection connection) throws SQLException {
        String columns = columns().entrySet().stream()
                .map(column -> quoted(column.getKey()) + " " + column.getValue())
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + quoted(table.name()) + " (" + columns + ", PRIMARY KEY ("
                    + quoted(table.key()) + "))");
            for (List<String> index : table.indexes()) {
                statement.execute("CREATE INDEX ON " + quoted(table.name()) + " ("
                        + index.stream().map(OwnTable::quoted).collect(Collectors.joining(", ")) + ")");
            }
        }
    }

    @Override
    public void drop(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE " + quoted(table.name()));
        }
    }

    @Override
    public void put(Connection connection, List<RowChange<V>> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(put)) {
            statement.setArray(1, Columns.texts(connection, rows, RowChange::key));
            statement.setArray(2, Columns.partitions(connection, rows, RowChange::partition));
            int parameter = 3;
            for (Table.Column<V> column : table.columns()) {
                statement.setArray(
                        parameter,
                        Columns.of(connection, column.type().sqlName(), rows, change -> value(column, change)));
                parameter++;
            }
            statement.executeUpdate();
        }
    }

    @Override
    public void remove(Connection connection, List<RowChange<V>> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(remove)) {
            statement.setArray(1, Columns.texts(connection, rows, RowChange::key));
            statement.executeUpdate();
        }
    }

    @Override
    public int removePartition(Connection connection, int partition, int rowsMax) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(removePartition)) {
            statement.setInt(1, partition);
            statement.setInt(2, rowsMax);
            return statement.executeUpdate();
        }
    }

    private @Nullable String value(Table.Column<V> column, RowChange<V> change) {
        Object value;
        try {
            value = column.value().apply(change.present());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "row " + change.key() + ": its column " + column.name() + " cannot be made: " + e, e);
        }
        if (value == null) {
            return null;
        }
        return column.type() == ColumnType.JSONB ? SqlText.of(RecordJson.ofValue(value)) : SqlText.of(value.toString());
    }

    /** All columns with their types, in the table's order. */
    private Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put(table.key(), ColumnType.TEXT.sqlName());
        columns.put(Table.PARTITION, "int2");
        table.columns()
                .forEach(column -> columns.put(column.name(), column.type().sqlName()));
        return columns;
    }

    private String putOf(Table<V> table) {
        List<String> names = columns().keySet().stream().map(OwnTable::quoted).toList();
        String arrays =
                columns().values().stream().map(type -> "?::" + type + "[]").collect(Collectors.joining(", "));
        String changes = IntStream.range(1, names.size())
                .mapToObj(i -> names.get(i) + " = EXCLUDED." + names.get(i))
                .collect(Collectors.joining(", "));
        return "INSERT INTO " + quoted(table.name()) + " (" + String.join(", ", names) + ") SELECT * FROM unnest("
                + arrays + ") ON CONFLICT (" + quoted(table.key()) + ") DO UPDATE SET " + changes;
    }

    /** Names are of small letters, digits and underscores, but may be words of SQL. */
    private static String quoted(String name) {
        return "\"" + name + "\"";
    }
}
