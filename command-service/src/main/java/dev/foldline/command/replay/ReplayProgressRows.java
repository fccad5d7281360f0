package dev.foldline.command.replay;

import dev.foldline.command.replay.PostgresReplayTable.Running;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code replay_progress}. */
final class ReplayProgressRows {

    private static final String RUNNING = """
            SELECT min(started_at), sum(events_done), sum(events_total) FROM replay_progress
            WHERE target = ? AND state = 'RUNNING' HAVING count(*) > 0""";

    private static final String BEGIN = """
            INSERT INTO replay_progress AS p
            SELECT ?, partition, ?, ?, ?, 'RUNNING', 1, next_position - 1, 0, 0, now(), now()
            FROM command_partitions WHERE partition = ?
            ON CONFLICT (target, partition) DO UPDATE
            SET into_events = EXCLUDED.into_events, occurred_from = EXCLUDED.occurred_from,
                occurred_to = EXCLUDED.occurred_to, state = 'RUNNING', started_at = now(), updated_at = now()
            RETURNING old.state""";

    private static final String LEFT = """
            UPDATE replay_progress
            SET next_position = ?, last_position = ?, events_done = ?, events_total = ?, updated_at = now()
            WHERE target = ? AND partition = ?""";

    private static final String END = """
            UPDATE replay_progress SET state = ?, updated_at = now() WHERE target = ? AND partition = ?""";

    private ReplayProgressRows() {}

    static Optional<Running> running(Connection connection, String target) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RUNNING)) {
            statement.setString(1, target);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Running(
                                row.getObject(1, OffsetDateTime.class).toInstant(), row.getLong(2), row.getLong(3)))
                        : Optional.empty();
            }
        }
    }

    /** Whether the partition was not left unfinished by an earlier replay. */
    static boolean begin(Connection connection, ReplayRequest request, int partition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
            statement.setString(1, request.target());
            statement.setBoolean(2, request.intoEvents());
            statement.setObject(3, time(request.window().from()));
            statement.setObject(4, time(request.window().to()));
            statement.setInt(5, partition);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && !"RUNNING".equals(row.getString(1));
            }
        }
    }

    static void left(Connection connection, String target, ReplayProgress progress) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LEFT)) {
            statement.setLong(1, progress.next());
            statement.setLong(2, progress.last());
            statement.setLong(3, progress.done());
            statement.setLong(4, progress.total());
            statement.setString(5, target);
            statement.setInt(6, progress.partition());
            statement.executeUpdate();
        }
    }

    static void end(Connection connection, String target, int partition, String state) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END)) {
            statement.setString(1, state);
            statement.setString(2, target);
            statement.setInt(3, partition);
            statement.executeUpdate();
        }
    }

    static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
