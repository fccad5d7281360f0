package dev.foldline.command.store.postgres.rows;

import dev.foldline.command.store.entry.StreamEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;

/** The columns of {@code events} that loading a stream reads. */
public final class StreamEventRows {

    public static final String COLUMNS =
            "aggregate_version, event_type, payload, occurred_at, causation_id, command_offset";

    private StreamEventRows() {}

    /** Reads the columns that begin after {@code before} others. */
    public static StreamEvent read(String aggregateId, ResultSet rows, int before) throws SQLException {
        return new StreamEvent(
                aggregateId,
                rows.getLong(before + 1),
                rows.getString(before + 2),
                rows.getBytes(before + 3),
                rows.getObject(before + 4, OffsetDateTime.class).toInstant(),
                rows.getObject(before + 5, UUID.class),
                rows.getLong(before + 6));
    }
}
