package dev.foldline.command.store.postgres;

import dev.foldline.command.store.FencedException;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.command.store.postgres.session.SqlArrays;
import dev.foldline.command.store.postgres.session.SqlFailure;
import dev.foldline.runtime.fault.Safeguard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table {@code command_partitions}: who owns a partition, and how far it has come. */
final class PartitionFence {

    private static final Logger log = LoggerFactory.getLogger(PartitionFence.class);

    private static final String ACQUIRE = """
            UPDATE command_partitions
            SET epoch = epoch + 1, owner = ?, acquired_at = now(), updated_at = now()
            WHERE partition = ?
            RETURNING epoch, next_offset, next_position, coalesce(old.owner, '')""";

    /** A row that a transaction has updated bears its id until another one does. */
    private static final String END_HOLDER = """
            SELECT a.application_name, pg_terminate_backend(a.pid, ?)
            FROM command_partitions p
            JOIN pg_stat_activity a ON a.backend_xid = p.xmax AND a.pid <> pg_backend_pid()
            WHERE p.partition = ?""";

    private static final String OF_MINE = Safeguard.EPOCH_CHECK.isEnabled() ? " AND p.epoch = b.epoch" : "";

    private static final String ADVANCE = """
            UPDATE command_partitions AS p
            SET next_offset = b.next_offset, next_position = b.next_position, updated_at = now()
            FROM unnest(?::smallint[], ?::bigint[], ?::bigint[], ?::bigint[])
                AS b (partition, epoch, next_offset, next_position)
            WHERE p.partition = b.partition%s
            RETURNING p.partition, old.next_offset, old.next_position""".formatted(OF_MINE);

    private static final String PASSED = """
            SELECT p.partition
            FROM command_partitions p
            JOIN unnest(?::smallint[], ?::bigint[]) AS mine (partition, epoch) USING (partition)
            WHERE p.epoch <> mine.epoch""";

    private final PostgresSettings.Limits limits;

    PartitionFence(PostgresSettings.Limits limits) {
        this.limits = limits;
    }

    /**
     * Raises the epoch, in a transaction of its own.
     *
     * <p>A former owner may hold the row in a transaction that never ends: its process was stopped in the middle of a
     * COPY, where the server waits for the next bytes and applies none of its timeouts. So a connection that holds the
     * row for longer than the lock timeout is ended.
     */
    Ownership acquire(Connection connection, int partition, String owner) throws SQLException {
        try {
            return raiseEpoch(connection, partition, owner);
        } catch (SQLException e) {
            if (!SqlFailure.isLockTimeout(e)) {
                throw e;
            }
            endHolder(connection, partition);
            return raiseEpoch(connection, partition, owner);
        }
    }

    private static Ownership raiseEpoch(Connection connection, int partition, String owner) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ACQUIRE)) {
            statement.setString(1, owner);
            statement.setInt(2, partition);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new StoreCorruptException(
                            "partition " + partition
                                    + " is not in command_partitions: the database was set up for fewer"
                                    + " partitions than the topic has, and the partition stops",
                            null);
                }
                return new Ownership(partition, row.getLong(1), row.getLong(2), row.getLong(3), row.getString(4));
            }
        }
    }

    private void endHolder(Connection connection, int partition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END_HOLDER)) {
            statement.setLong(1, limits.lockTimeout().toMillis());
            statement.setInt(2, partition);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    log.warn(
                            "partition {}: {} held its row for {} ms; its connection {}",
                            partition,
                            row.getString(1),
                            limits.lockTimeout().toMillis(),
                            row.getBoolean(2) ? "was ended" : "does not end");
                }
            }
        }
    }

    /** Those of the partitions whose epoch is another one by now. */
    static Set<Integer> passed(Connection connection, Map<Integer, Long> epochs) throws SQLException {
        List<Map.Entry<Integer, Long>> mine = List.copyOf(epochs.entrySet());
        Set<Integer> passed = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(PASSED)) {
            statement.setArray(1, SqlArrays.smallints(connection, mine, Map.Entry::getKey));
            statement.setArray(2, SqlArrays.bigints(connection, mine, Map.Entry::getValue));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    passed.add(rows.getInt(1));
                }
            }
        }
        return passed;
    }

    /**
     * Moves the cursors on, if this owner's epochs are still current. The rows stay locked until the transaction ends.
     *
     * @throws FencedException       if one of the epochs has passed
     * @throws StoreCorruptException if a cursor is not where the batch continues from
     */
    void advance(Connection connection, List<PartitionBatch> batch) throws SQLException, FencedException {
        Map<Integer, PartitionBatch> fenced = new HashMap<>();
        batch.forEach(b -> fenced.put(b.partition(), b));
        try (PreparedStatement statement = connection.prepareStatement(ADVANCE)) {
            statement.setArray(1, SqlArrays.smallints(connection, batch, PartitionBatch::partition));
            statement.setArray(2, SqlArrays.bigints(connection, batch, PartitionBatch::epoch));
            statement.setArray(3, SqlArrays.bigints(connection, batch, PartitionBatch::nextOffset));
            statement.setArray(4, SqlArrays.bigints(connection, batch, PartitionBatch::nextPosition));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    PartitionBatch mine = fenced.remove(rows.getInt(1));
                    if (mine != null && Safeguard.EPOCH_CHECK.isEnabled()) {
                        mine.requireGoesOnFrom(rows.getLong(2), rows.getLong(3));
                    }
                }
            }
        }
        if (!fenced.isEmpty()) {
            throw new FencedException(fenced.keySet());
        }
    }
}
