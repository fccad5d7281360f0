package dev.foldline.command.store.postgres.rows;

import dev.foldline.command.store.entry.StoredSnapshot;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** How a snapshot lies in the table {@code snapshots}. */
public final class SnapshotRows {

    /** All columns, in the order in which they are written and read. */
    public static final String COLUMNS = "partition, aggregate_id, aggregate_version, aggregate_type, schema_version,"
            + " state, views, recent_commands, forgotten_created_ms, created_at";

    private SnapshotRows() {}

    /** Sets the parameters of a statement that has one for each of {@link #COLUMNS}. */
    public static void write(StoredSnapshot snapshot, PreparedStatement statement) throws SQLException {
        statement.setInt(1, snapshot.partition());
        statement.setString(2, snapshot.aggregateId());
        statement.setLong(3, snapshot.aggregateVersion());
        statement.setString(4, snapshot.aggregateType());
        statement.setInt(5, snapshot.schemaVersion());
        statement.setString(6, snapshot.state());
        statement.setString(7, snapshot.views());
        statement.setArray(
                8,
                statement
                        .getConnection()
                        .createArrayOf("uuid", snapshot.recentCommands().toArray(UUID[]::new)));
        statement.setLong(9, snapshot.forgottenCreatedMs());
        statement.setObject(10, snapshot.createdAt().atOffset(ZoneOffset.UTC));
    }

    /** Reads the columns that begin after {@code before} others. */
    public static StoredSnapshot read(ResultSet rows, int before) throws SQLException {
        return new StoredSnapshot(
                rows.getInt(before + 1),
                rows.getString(before + 2),
                rows.getLong(before + 3),
                rows.getString(before + 4),
                rows.getInt(before + 5),
                rows.getString(before + 6),
                rows.getString(before + 7),
                List.of((UUID[]) rows.getArray(before + 8).getArray()),
                rows.getLong(before + 9),
                rows.getObject(before + 10, OffsetDateTime.class).toInstant());
    }
}
