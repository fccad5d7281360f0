package dev.foldline.command.store.postgres.rows;

import dev.foldline.command.store.entry.StoredEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;

/** How an event lies in the table {@code events}. */
public final class EventRows {

    /** All columns, in the order in which they are written and read. */
    public static final String COLUMNS =
            "partition, position, aggregate_id, aggregate_type, aggregate_version, event_id,"
                    + " event_type, event_version, payload, occurred_at, correlation_id, "
                    + "causation_id, command_offset, metadata";

    private static final int COLUMN_COUNT = 14;

    private EventRows() {}

    public static String copyInto(int partition) {
        return "COPY events_" + partition + " (" + COLUMNS + ") FROM STDIN (FORMAT binary)";
    }

    public static void write(StoredEvent event, BinaryCopyWriter row) throws SQLException {
        row.row(COLUMN_COUNT);
        row.smallint(event.partition());
        row.bigint(event.position());
        row.text(event.aggregateId());
        row.text(event.aggregateType());
        row.bigint(event.aggregateVersion());
        row.uuid(event.eventId());
        row.text(event.eventType());
        row.smallint(event.eventVersion());
        row.bytes(event.payload());
        row.timestamp(event.occurredAt());
        row.uuid(event.correlationId());
        row.uuid(event.causationId());
        row.bigint(event.commandOffset());
        if (event.metadata().equals(StoredEvent.Metadata.NONE)) {
            row.nothing();
        } else {
            row.jsonb(JsonColumns.of(event.metadata()));
        }
    }

    /** Reads the columns that begin after {@code before} others. */
    public static StoredEvent read(ResultSet rows, int before) throws SQLException {
        return new StoredEvent(
                rows.getInt(before + 1),
                rows.getLong(before + 2),
                rows.getString(before + 3),
                rows.getString(before + 4),
                rows.getLong(before + 5),
                rows.getObject(before + 6, UUID.class),
                rows.getString(before + 7),
                rows.getInt(before + 8),
                rows.getBytes(before + 9),
                rows.getObject(before + 10, OffsetDateTime.class).toInstant(),
                rows.getObject(before + 11, UUID.class),
                rows.getObject(before + 12, UUID.class),
                rows.getLong(before + 13),
                JsonColumns.metadata(rows.getString(before + 14)));
    }
}
