package dev.foldline.torture.check;

import dev.foldline.torture.hostile.HostileLedger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Holds what became of every hostile record against what has to. The tables say it: {@code verify} shows that each of
 * their rows has one result, and each of their dead letters one record, on the topics.
 */
public final class HostileCheck {

    private static final String REFUSED =
            "SELECT partition, command_offset, code FROM command_outcomes WHERE status IN ('REJECTED', 'FAILED')";

    private static final String DEAD_LETTERS = "SELECT partition, command_offset, error_code FROM dead_letters";
    private static final String DECIDED = "SELECT partition, next_offset FROM command_partitions";
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);
    private static final int BREACHES_MAX = 100;

    private HostileCheck() {}

    /** The place of a command. */
    private record At(int partition, long offset) {}

    /**
     * Everything that does not hold, a sentence each, up to {@value #BREACHES_MAX}.
     *
     * @throws SQLException if the tables cannot be read
     */
    public static List<String> run(String jdbcUrl, HostileLedger ledger) throws SQLException {
        List<String> breaches = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
            Map<At, String> refused = codes(connection, REFUSED);
            Map<At, String> letters = codes(connection, DEAD_LETTERS);
            for (HostileLedger.Entry entry : ledger.entries()) {
                At at = new At(entry.partition(), entry.offset());
                String expected = said(entry.code(), entry.deadLetter() ? entry.code() : "");
                String found = said(refused.getOrDefault(at, ""), letters.getOrDefault(at, ""));
                if (!expected.equals(found) && breaches.size() < BREACHES_MAX) {
                    breaches.add(entry.name() + ", commands-" + at.partition + " offset " + at.offset + ": " + found
                            + " instead of " + expected);
                }
            }
        }
        return breaches;
    }

    /**
     * Waits until every record was decided; false if they are not within the time.
     *
     * @throws SQLException if the table cannot be read
     */
    public static boolean awaitDecided(String jdbcUrl, List<HostileLedger.Entry> entries, Duration max)
            throws SQLException, InterruptedException {
        long startedNs = System.nanoTime();
        while (!allDecided(jdbcUrl, entries)) {
            if (System.nanoTime() - startedNs > max.toNanos()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_INTERVAL.toMillis());
        }
        return true;
    }

    private static boolean allDecided(String jdbcUrl, List<HostileLedger.Entry> entries) throws SQLException {
        Map<Integer, Long> nextOffsets = new HashMap<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(DECIDED)) {
            while (rows.next()) {
                nextOffsets.put(rows.getInt(1), rows.getLong(2));
            }
        }
        return entries.stream().allMatch(entry -> nextOffsets.getOrDefault(entry.partition(), 0L) > entry.offset());
    }

    private static Map<At, String> codes(Connection connection, String query) throws SQLException {
        Map<At, String> codes = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                codes.put(new At(rows.getInt(1), rows.getLong(2)), rows.getString(3));
            }
        }
        return codes;
    }

    private static String said(String code, String deadLetter) {
        return (code.isEmpty() ? "accepted" : code) + (deadLetter.isEmpty() ? "" : " with a dead letter " + deadLetter);
    }
}
