package dev.foldline.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * How the transfers in the table have ended.
 *
 * @param requested how many there are
 */
public record TransferEnds(long requested, long completed, long refused, long compensated) {

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);

    /** Waits until every transfer has ended, or a time has passed, and tells how many have. */
    public static TransferEnds await(String jdbcUrl, Duration max) throws SQLException, InterruptedException {
        long deadlineNs = System.nanoTime() + max.toNanos();
        TransferEnds ends = read(jdbcUrl);
        while (ends.onTheirWay() > 0 && System.nanoTime() - deadlineNs < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_INTERVAL.toMillis());
            ends = read(jdbcUrl);
        }
        return ends;
    }

    /** The one line for people. */
    public String line() {
        return requested + " requested, " + completed + " completed, " + refused + " refused, " + compensated
                + " compensated, " + onTheirWay() + " on their way";
    }

    private long onTheirWay() {
        return requested - completed - refused - compensated;
    }

    private static TransferEnds read(String jdbcUrl) throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT event_type, count(*) FROM events"
                        + " WHERE aggregate_type = 'transfer' GROUP BY event_type")) {
            while (rows.next()) {
                String type = rows.getString(1);
                counts.put(type.substring(type.lastIndexOf('.') + 1), rows.getLong(2));
            }
        }
        return new TransferEnds(
                counts.getOrDefault("TransferRequested", 0L),
                counts.getOrDefault("TransferCompleted", 0L),
                counts.getOrDefault("TransferRefused", 0L),
                counts.getOrDefault("TransferCompensated", 0L));
    }
}
