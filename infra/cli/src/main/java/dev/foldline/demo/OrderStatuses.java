package dev.foldline.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many orders the table {@code order_summary} has in each status.
 *
 * @param orders by status, in the order of their names
 */
public record OrderStatuses(Map<String, Long> orders) {

    /** Reads the table as it is now. */
    public static OrderStatuses read(String jdbcUrl) throws SQLException {
        Map<String, Long> orders = new LinkedHashMap<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT status, count(*) FROM order_summary GROUP BY status ORDER BY status")) {
            while (rows.next()) {
                orders.put(rows.getString(1), rows.getLong(2));
            }
        }
        return new OrderStatuses(orders);
    }

    /** The one line for people. */
    public String line() {
        return orders.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }
}
