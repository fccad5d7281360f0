package dev.foldline.command.view;

import dev.foldline.command.store.postgres.PostgresServer;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The table {@code order_summary} as anyone reads it. */
final class OrderTable {

    private OrderTable() {}

    /** The row of each order: its version, and the view's columns in their order. */
    static Map<String, List<@Nullable Object>> rows(PostgresSettings database) throws SQLException {
        Map<String, List<@Nullable Object>> found = new TreeMap<>();
        try (Connection connection = PostgresServer.connect(database);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT aggregate_id, aggregate_version, customer_id, status, total_minor, currency, item_count,
                               payment_method, cancel_reason, created_at, updated_at
                        FROM order_summary""")) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<@Nullable Object> values = new ArrayList<>();
                for (int column = 2; column <= columns; column++) {
                    Object value = rows.getObject(column);
                    values.add(value instanceof Timestamp at ? at.toInstant() : value);
                }
                found.put(rows.getString(1), values);
            }
        }
        return found;
    }
}
