package dev.foldline.command.deadletter;

import dev.foldline.command.store.postgres.rows.DeadLetterRows;
import dev.foldline.command.store.postgres.session.PostgresSession;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code dead_letters} of one database. Every call opens a connection of its own, as an operator makes few of
 * them. Thread-safe.
 *
 * <p>All methods throw {@link dev.foldline.command.store.StoreUnavailableException} if the database did not answer, or
 * not in time.
 */
public final class PostgresDeadLetters {

    /** What is done with a letter to resolve it. */
    @FunctionalInterface
    public interface Action {

        /**
         * Does it, and says what was done: the text of the {@link Resolution}. What it throws leaves the letter open.
         */
        String on(DeadLetterDetails letter);
    }

    private static final String LIST = """
            SELECT partition, command_offset, key, error_code, error_message, occurred_at, resolved_at, resolution
            FROM dead_letters
            WHERE partition BETWEEN ? AND ? AND (resolved_at IS NULL OR NOT ?)
              AND (error_code = ? OR ?::text IS NULL)
            ORDER BY partition, command_offset
            LIMIT ?""";

    private static final String FIND = "SELECT " + DeadLetterRows.COLUMNS + ", resolved_at, resolution,"
            + " (SELECT o.command_id FROM command_outcomes AS o"
            + " WHERE o.partition = d.partition AND o.command_offset = d.command_offset)"
            + " FROM dead_letters AS d WHERE partition = ? AND command_offset = ?";

    private static final String RESOLVE = "UPDATE dead_letters SET resolved_at = clock_timestamp(), resolution = ?"
            + " WHERE partition = ? AND command_offset = ? RETURNING resolved_at";

    private final PostgresSettings settings;

    /**
     * @param settings with a transaction timeout that covers what is done with a letter while it is locked
     */
    public PostgresDeadLetters(PostgresSettings settings) {
        this.settings = settings;
    }

    /** The first letters that a query selects, in order of partition and offset. */
    public List<DeadLetterSummary> list(DeadLetterQuery query) {
        return run("list dead letters", connection -> {
            Integer partition = query.partition();
            try (PreparedStatement statement = connection.prepareStatement(LIST)) {
                statement.setInt(1, partition == null ? 0 : partition);
                statement.setInt(2, partition == null ? Short.MAX_VALUE : partition);
                statement.setBoolean(3, query.openOnly());
                statement.setString(4, query.code());
                statement.setString(5, query.code());
                statement.setInt(6, query.limit());
                try (ResultSet rows = statement.executeQuery()) {
                    List<DeadLetterSummary> letters = new ArrayList<>();
                    while (rows.next()) {
                        letters.add(summary(rows));
                    }
                    return letters;
                }
            }
        });
    }

    public Optional<DeadLetterDetails> find(DeadLetterId id) {
        return run("read the " + id, connection -> find(connection, FIND, id));
    }

    /**
     * Resolves a letter while nobody else can. When this throws, the letter is as it was, though the action may have
     * been done.
     *
     * @param again also where it is resolved already
     * @return the letter, resolved; empty where there is none
     * @throws AlreadyResolvedException if it is resolved, and {@code again} is not set; nothing was done
     */
    public Optional<DeadLetterDetails> resolve(DeadLetterId id, boolean again, Action action) {
        return run("resolve the " + id, connection -> {
            connection.setAutoCommit(false);
            DeadLetterDetails found =
                    find(connection, FIND + " FOR UPDATE OF d", id).orElse(null);
            if (found == null) {
                return Optional.empty();
            }
            Resolution former = found.resolution();
            if (former != null && !again) {
                throw new AlreadyResolvedException(id, former);
            }
            Resolution resolution = mark(connection, id, action.on(found));
            connection.commit();
            return Optional.of(new DeadLetterDetails(found.letter(), found.commandId(), resolution));
        });
    }

    private <T> T run(String what, PostgresSession.Work<T> work) {
        try (PostgresSession session = new PostgresSession(settings)) {
            return session.run(what, work);
        }
    }

    private static Optional<DeadLetterDetails> find(Connection connection, String sql, DeadLetterId id)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, id.partition());
            statement.setLong(2, id.commandOffset());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new DeadLetterDetails(
                                DeadLetterRows.read(row), row.getObject(12, UUID.class), resolution(row, 10)))
                        : Optional.empty();
            }
        }
    }

    private static Resolution mark(Connection connection, DeadLetterId id, String what) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RESOLVE)) {
            statement.setString(1, what);
            statement.setInt(2, id.partition());
            statement.setLong(3, id.commandOffset());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Resolution(row.getObject(1, OffsetDateTime.class).toInstant(), what);
            }
        }
    }

    private static DeadLetterSummary summary(ResultSet row) throws SQLException {
        return new DeadLetterSummary(
                new DeadLetterId(row.getInt(1), row.getLong(2)),
                row.getBytes(3),
                row.getString(4),
                row.getString(5),
                row.getObject(6, OffsetDateTime.class).toInstant(),
                resolution(row, 7));
    }

    /** From two columns, time and text. */
    private static @Nullable Resolution resolution(ResultSet row, int column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : new Resolution(at.toInstant(), row.getString(column + 1));
    }
}
