package dev.foldline.command.store.postgres.rows;

import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.ViewRow;
import dev.foldline.command.store.entry.ViewTable;
import dev.foldline.command.store.postgres.session.SqlArrays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Writes rows of inline views, each table's in one statement. */
public final class ViewTables {

    private static final List<String> KEY_TYPES = List.of("smallint", "text", "bigint");

    private ViewTables() {}

    /**
     * Writes the rows of a batch.
     *
     * @param into is told each table before its rows are written
     */
    public static void write(Connection connection, List<PartitionBatch> batch, Consumer<String> into)
            throws SQLException {
        Map<ViewTable, List<ViewRow>> byTable = new LinkedHashMap<>();
        batch.forEach(b -> b.viewRows()
                .forEach(row -> byTable.computeIfAbsent(row.table(), _ -> new ArrayList<>())
                        .add(row)));
        for (Map.Entry<ViewTable, List<ViewRow>> entry : byTable.entrySet()) {
            into.accept(entry.getKey().name());
            Map<Boolean, List<ViewRow>> present =
                    entry.getValue().stream().collect(Collectors.partitioningBy(row -> row.values() != null));
            upsert(connection, entry.getKey(), present.getOrDefault(true, List.of()));
            delete(connection, entry.getKey(), streamsOf(present.getOrDefault(false, List.of())));
        }
    }

    public static void upsert(Connection connection, ViewTable table, List<ViewRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(upsertOf(table))) {
            statement.setArray(1, SqlArrays.smallints(connection, rows, ViewRow::partition));
            statement.setArray(2, SqlArrays.texts(connection, rows, ViewRow::aggregateId));
            statement.setArray(3, SqlArrays.bigints(connection, rows, ViewRow::aggregateVersion));
            for (int i = 0; i < table.columns().size(); i++) {
                int column = i;
                statement.setArray(
                        KEY_TYPES.size() + 1 + i,
                        connection.createArrayOf(
                                typeOf(table.columns().get(i).type()),
                                rows.stream()
                                        .map(row -> Objects.toString(
                                                Objects.requireNonNull(row.values())
                                                        .get(column),
                                                null))
                                        .toArray()));
            }
            statement.executeUpdate();
        }
    }

    private static List<StreamId> streamsOf(List<ViewRow> rows) {
        return rows.stream()
                .map(row -> new StreamId(row.partition(), row.aggregateId()))
                .toList();
    }

    private static void delete(Connection connection, ViewTable table, List<StreamId> streams) throws SQLException {
        if (streams.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM " + table.name()
                + " AS v USING unnest(?::smallint[], ?::text[]) AS gone (partition, aggregate_id)"
                + " WHERE v.partition = gone.partition AND v.aggregate_id = gone.aggregate_id")) {
            statement.setArray(1, SqlArrays.smallints(connection, streams, StreamId::partition));
            statement.setArray(2, SqlArrays.texts(connection, streams, StreamId::aggregateId));
            statement.executeUpdate();
        }
    }

    private static String upsertOf(ViewTable table) {
        List<String> names = new ArrayList<>(List.of("partition", "aggregate_id", "aggregate_version"));
        List<String> types = new ArrayList<>(KEY_TYPES);
        List<String> changes = new ArrayList<>(List.of("aggregate_version = EXCLUDED.aggregate_version"));
        for (ViewTable.Column column : table.columns()) {
            names.add(column.name());
            types.add(typeOf(column.type()));
            changes.add(column.name() + " = EXCLUDED." + column.name());
        }
        return "INSERT INTO " + table.name() + " (" + String.join(", ", names) + ") SELECT * FROM unnest("
                + types.stream().map(type -> "?::" + type + "[]").collect(Collectors.joining(", "))
                + ") ON CONFLICT (partition, aggregate_id) DO UPDATE SET " + String.join(", ", changes);
    }

    /** Every value goes as text, which Postgres reads as the column's type. */
    private static String typeOf(ViewTable.ColumnType type) {
        return switch (type) {
            case TEXT -> "text";
            case INTEGER -> "integer";
            case BIGINT -> "bigint";
            case BOOLEAN -> "boolean";
            case TIMESTAMP -> "timestamptz";
        };
    }
}
