package dev.foldline.projection.readmodel;

import dev.foldline.projection.readmodel.rows.Columns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of one read model in the table {@code projection_checkpoints}. */
final class Checkpoints {

    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('foldline read model ' || ?, 0))";

    private static final String VERSION = "SELECT max(version) FROM projection_checkpoints WHERE name = ?";

    private static final String ADD = """
            INSERT INTO projection_checkpoints (name, partition, version, topic_id, position)
            SELECT ?, p, ?, NULL, 0 FROM generate_series(?, ?) AS p
            ON CONFLICT DO NOTHING""";

    private static final String FORGET = """
            UPDATE projection_checkpoints SET version = ?, topic_id = NULL, position = 0, updated_at = now()
            WHERE name = ?""";

    private static final String LOAD =
            "SELECT topic_id, position, version FROM projection_checkpoints WHERE name = ? AND partition = ?";

    /** The row stays locked until the transaction ends, and a transaction that waited for it sees the new value. */
    private static final String MOVE = """
            UPDATE projection_checkpoints AS c
            SET topic_id = m.to_topic, position = m.to_position, updated_at = now()
            FROM unnest(?::smallint[], ?::uuid[], ?::bigint[], ?::uuid[], ?::bigint[])
                AS m (partition, from_topic, from_position, to_topic, to_position)
            WHERE c.name = ? AND c.version = ? AND c.partition = m.partition
              AND c.topic_id IS NOT DISTINCT FROM m.from_topic AND c.position = m.from_position
            RETURNING c.partition""";

    private final String name;
    private final int version;

    /**
     * @param name    of the read model
     * @param version of the read model that writes
     */
    Checkpoints(String name, int version) {
        this.name = name;
        this.version = version;
    }

    /** From one place to another. */
    record Move(Checkpoint from, Checkpoint to) {}

    /** Keeps others from changing the read model's table or version until the transaction ends. */
    void lock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setString(1, name);
            statement.execute();
        }
    }

    /** The version that writes; null where none has ever written. */
    @Nullable
    Integer version(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(VERSION)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                int stored = row.getInt(1);
                return row.wasNull() ? null : stored;
            }
        }
    }

    /** Gives the partitions in this range a checkpoint, where they have none. */
    void add(Connection connection, int first, int last) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setString(1, name);
            statement.setInt(2, version);
            statement.setInt(3, first);
            statement.setInt(4, last);
            statement.executeUpdate();
        }
    }

    /** From now on this version writes, and all existing rows are invalid. */
    void forgetAll(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
            statement.setInt(1, version);
            statement.setString(2, name);
            statement.executeUpdate();
        }
    }

    /**
     * The checkpoint of a partition.
     *
     * @throws IllegalStateException if another version of the read model writes
     */
    Checkpoint load(Connection connection, int partition) throws SQLException {
        add(connection, partition, partition);
        try (PreparedStatement statement = connection.prepareStatement(LOAD)) {
            statement.setString(1, name);
            statement.setInt(2, partition);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getInt(3) != version) {
                    throw new IllegalStateException("version " + row.getInt(3)
                            + " of the read model writes its table, so this one, version " + version + ", does not");
                }
                return new Checkpoint(partition, row.getObject(1, UUID.class), row.getLong(2));
            }
        }
    }

    /**
     * Moves checkpoints, all of them or none.
     *
     * @throws CheckpointMovedException if one is not where it is to be moved from
     */
    void move(Connection connection, List<Move> moves) throws SQLException {
        Set<Integer> wanted = new HashSet<>();
        moves.forEach(move -> wanted.add(move.from().partition()));
        try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
            statement.setArray(
                    1, Columns.partitions(connection, moves, move -> move.from().partition()));
            statement.setArray(
                    2,
                    Columns.of(
                            connection, "uuid", moves, move -> text(move.from().topicId())));
            statement.setArray(
                    3, Columns.bigints(connection, moves, move -> move.from().position()));
            statement.setArray(
                    4,
                    Columns.of(connection, "uuid", moves, move -> text(move.to().topicId())));
            statement.setArray(
                    5, Columns.bigints(connection, moves, move -> move.to().position()));
            statement.setString(6, name);
            statement.setInt(7, version);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    wanted.remove(rows.getInt(1));
                }
            }
        }
        if (!wanted.isEmpty()) {
            throw new CheckpointMovedException("the checkpoint of " + wanted
                    + " is not where this instance believed it to be: another one writes, or a connection was lost"
                    + " behind a commit");
        }
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }
}
