package dev.foldline.torture.check;

import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.torture.check.EventObserver.Seen;
import dev.foldline.torture.client.History;
import dev.foldline.torture.client.History.Sent;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Holds what clients were told and observers saw against the tables, once nothing is in flight any more.
 *
 * <ul>
 *   <li>Every command that was sent has a result, and every result of it says the same.
 *   <li>An accepted command's events are in the table, in the number and up to the version of the result; a rejected
 *       one has no events there, and its rejection is there.
 *   <li>An accepted command that expected a version has its first event right behind that version: of several that
 *       expected the same, one was accepted.
 *   <li>No command of theirs failed: there is nothing wrong with any of them.
 *   <li>No command id has two outcomes in the table.
 *   <li>Every observer saw exactly the table's events, in the order of their positions: none is missing, repeated or
 *       reordered, and none was seen that was never committed.
 * </ul>
 */
public final class HistoryCheck {

    private static final String EVENTS =
            "SELECT partition, position, event_id, aggregate_id, aggregate_version, causation_id FROM events"
                    + " ORDER BY partition, position";

    /** Repeats of a command point to its first offset. */
    private static final String OUTCOMES =
            "SELECT command_id, status FROM command_outcomes WHERE first_offset = command_offset";

    private static final int BREACHES_MAX = 100;

    private final History history;
    private final Map<UUID, Decided> decided = new HashMap<>();
    private final Map<UUID, String> refused = new HashMap<>();
    private final Map<Integer, List<Seen>> table = new HashMap<>();
    private final List<String> breaches = new ArrayList<>();

    /** What somebody saw of the events topic. */
    @FunctionalInterface
    public interface Observation {

        /** The events of a partition, in the order in which they came. */
        List<Seen> seen(int partition);
    }

    /** What the events of one command say. */
    private record Decided(String aggregateId, int partition, int events, long lastVersion) {

        /** Version of the aggregate that these events were decided on. */
        long versionBefore() {
            return lastVersion - events;
        }
    }

    private HistoryCheck(History history) {
        this.history = history;
    }

    /**
     * Everything that does not hold, a sentence each, up to {@value #BREACHES_MAX}.
     *
     * @throws SQLException if the tables cannot be read
     */
    public static List<String> run(String jdbcUrl, History history, List<Observation> observers) throws SQLException {
        HistoryCheck check = new HistoryCheck(history);
        try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
            check.readTables(connection);
        }
        check.checkResults();
        observers.forEach(check::checkObserver);
        return List.copyOf(check.breaches);
    }

    /** How many events the table has of each partition. */
    public static Map<Integer, Long> eventCounts(String jdbcUrl) throws SQLException {
        Map<Integer, Long> counts = new HashMap<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT partition, count(*) FROM events GROUP BY partition")) {
            while (rows.next()) {
                counts.put(rows.getInt(1), rows.getLong(2));
            }
        }
        return counts;
    }

    private void readTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(EVENTS)) {
            while (rows.next()) {
                int partition = rows.getInt(1);
                table.computeIfAbsent(partition, _ -> new ArrayList<>())
                        .add(new Seen(rows.getLong(2), rows.getObject(3, UUID.class)));
                Decided one = new Decided(rows.getString(4), partition, 1, rows.getLong(5));
                decided.merge(rows.getObject(6, UUID.class), one, HistoryCheck::together);
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(OUTCOMES)) {
            while (rows.next()) {
                UUID id = rows.getObject(1, UUID.class);
                String before = refused.put(id, rows.getString(2));
                if (before != null) {
                    breach("command " + id + " has two outcomes in the table: " + before + " and " + rows.getString(2));
                }
            }
        }
    }

    private static Decided together(Decided one, Decided other) {
        return new Decided(
                one.aggregateId,
                one.partition,
                one.events + other.events,
                Math.max(one.lastVersion, other.lastVersion));
    }

    private void checkResults() {
        history.contradictions().forEach(this::breach);
        Map<UUID, CommandResult> results = history.results();
        history.sent().forEach((id, sent) -> {
            CommandResult result = results.get(id);
            if (result == null) {
                breach("command " + id + " for " + sent.aggregateId() + " was sent and never answered");
            } else {
                checkResult(id, sent, result);
            }
        });
    }

    private void checkResult(UUID id, Sent sent, CommandResult result) {
        Decided events = decided.get(id);
        if (result.getStatus() == CommandStatus.ACCEPTED && result.getEventCount() > 0) {
            Decided expected = new Decided(
                    sent.aggregateId(), result.getPartition(), result.getEventCount(), result.getAggregateVersion());
            if (!Objects.equals(events, expected)) {
                breach("command " + id + " was accepted with " + expected + ", and the table has " + events);
            }
            Long version = sent.expectedVersion();
            if (version != null && expected.versionBefore() != version) {
                breach("command " + id + " expected version " + version + " of " + sent.aggregateId()
                        + " and was accepted on version " + expected.versionBefore());
            }
            return;
        }
        if (events != null) {
            breach("command " + id + " was answered " + result.getStatus() + " with " + result.getEventCount()
                    + " events, and the table has " + events);
        }
        if (result.getStatus() == CommandStatus.FAILED) {
            breach("command " + id + " for " + sent.aggregateId() + " is not at fault, and failed: "
                    + result.getErrorCode() + ", " + result.getErrorMessage());
        }
        String outcome = refused.get(id);
        if (!result.getStatus().name().equalsIgnoreCase(outcome)) {
            breach("command " + id + " was answered " + result.getStatus() + ", and the table says " + outcome);
        }
    }

    private void checkObserver(Observation observer) {
        table.forEach((partition, rows) -> {
            List<Seen> seen = observer.seen(partition);
            int common = Math.min(seen.size(), rows.size());
            for (int i = 0; i < common; i++) {
                if (!seen.get(i).equals(rows.get(i))) {
                    breach("partition " + partition + ": an observer saw " + seen.get(i) + " where the table has "
                            + rows.get(i));
                    return;
                }
            }
            if (seen.size() != rows.size()) {
                breach("partition " + partition + ": an observer saw " + seen.size() + " events, and the table has "
                        + rows.size());
            }
        });
    }

    private void breach(String what) {
        if (breaches.size() < BREACHES_MAX) {
            breaches.add(what);
        }
    }
}
