package dev.foldline.e2e.transfer;

import dev.foldline.stack.Endpoints;
import dev.foldline.testing.TestTimeouts;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** What the table says about transfers. */
final class TransferEvents {

    private TransferEvents() {}

    /** How many events of each type the transfers have whose ids begin so. */
    static Map<String, Integer> count(Endpoints endpoints, String prefix) throws SQLException {
        Map<String, Integer> counts = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(endpoints.jdbcUrl());
                PreparedStatement statement = connection.prepareStatement("SELECT event_type, count(*) FROM events"
                        + " WHERE aggregate_type = 'transfer' AND starts_with(aggregate_id, ?) GROUP BY event_type")) {
            statement.setString(1, prefix);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String type = rows.getString(1);
                    counts.put(type.substring(type.lastIndexOf('.') + 1), rows.getInt(2));
                }
            }
        }
        return counts;
    }

    /** Waits until so many have ended, and gives the ends of all that have. */
    static Map<String, Integer> awaitEnded(Endpoints endpoints, String prefix, int ended) {
        return Awaitility.await(ended + " transfers ended")
                .atMost(TestTimeouts.PROCESS)
                .until(() -> ends(endpoints, prefix), ends -> sum(ends) >= ended);
    }

    private static Map<String, Integer> ends(Endpoints endpoints, String prefix) throws SQLException {
        Map<String, Integer> ends = count(endpoints, prefix);
        ends.keySet().retainAll(Set.of("TransferCompleted", "TransferRefused", "TransferCompensated"));
        return ends;
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
