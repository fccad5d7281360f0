package dev.foldline.command.store.postgres.rows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The cursors in the table {@code command_partitions}. */
public final class PartitionCursors {

    private static final String NEXT_OFFSETS = "SELECT partition, next_offset FROM command_partitions";

    private PartitionCursors() {}

    /** By partition, the offset of the next command to decide. Waits for no lock. */
    public static Map<Integer, Long> nextOffsets(Connection connection) throws SQLException {
        Map<Integer, Long> offsets = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(NEXT_OFFSETS);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                offsets.put(rows.getInt(1), rows.getLong(2));
            }
        }
        return offsets;
    }
}
