package dev.foldline.command.store.postgres;

import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.store.postgres.rows.SnapshotRows;
import dev.foldline.command.store.postgres.session.SqlArrays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Writes the table {@code snapshots}, and keeps it to the newest few of each stream. */
final class SnapshotTable {

    /** A snapshot of the same version can only be one that was skipped. */
    private static final String INSERT = "INSERT INTO snapshots (" + SnapshotRows.COLUMNS + ")"
            + " VALUES (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?)"
            + " ON CONFLICT (partition, aggregate_id, aggregate_version) DO UPDATE SET"
            + " aggregate_type = EXCLUDED.aggregate_type, schema_version = EXCLUDED.schema_version,"
            + " state = EXCLUDED.state, views = EXCLUDED.views, recent_commands = EXCLUDED.recent_commands,"
            + " forgotten_created_ms = EXCLUDED.forgotten_created_ms, created_at = EXCLUDED.created_at";

    /** Those of later versions than the one just taken are of no stream: they go too. */
    private static final String PRUNE = """
            DELETE FROM snapshots AS s
            USING unnest(?::smallint[], ?::text[], ?::bigint[]) AS taken (partition, aggregate_id, aggregate_version)
            WHERE s.partition = taken.partition AND s.aggregate_id = taken.aggregate_id
              AND (s.aggregate_version > taken.aggregate_version
                   OR s.aggregate_version < (
                       SELECT min(aggregate_version)
                       FROM (SELECT k.aggregate_version
                             FROM snapshots AS k
                             WHERE k.partition = taken.partition AND k.aggregate_id = taken.aggregate_id
                               AND k.aggregate_version <= taken.aggregate_version
                             ORDER BY k.aggregate_version DESC
                             LIMIT %d) AS kept))""".formatted(EventStore.SNAPSHOTS_KEPT_MAX);

    private SnapshotTable() {}

    static void write(Connection connection, List<PartitionBatch> batch) throws SQLException {
        List<StoredSnapshot> taken =
                batch.stream().flatMap(b -> b.snapshots().stream()).toList();
        if (taken.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (StoredSnapshot snapshot : taken) {
                SnapshotRows.write(snapshot, insert);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        try (PreparedStatement prune = connection.prepareStatement(PRUNE)) {
            prune.setArray(1, SqlArrays.smallints(connection, taken, StoredSnapshot::partition));
            prune.setArray(2, SqlArrays.texts(connection, taken, StoredSnapshot::aggregateId));
            prune.setArray(3, SqlArrays.bigints(connection, taken, StoredSnapshot::aggregateVersion));
            prune.executeUpdate();
        }
    }
}
