package dev.foldline.command.store.postgres.rows;

import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.schema.CommandStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;

/** How an outcome lies in the table {@code command_outcomes}. */
public final class OutcomeRows {

    /** All columns, in the order in which they are written and read. */
    public static final String COLUMNS =
            "partition, command_offset, command_id, correlation_id, aggregate_id, aggregate_type,"
                    + " status, code, message, expected_version, actual_version, "
                    + "aggregate_version, last_position, event_count,"
                    + " decided_at, first_offset, parts, process";

    public static final String COPY = "COPY command_outcomes (" + COLUMNS + ") FROM STDIN (FORMAT binary)";

    private static final int COLUMN_COUNT = 18;

    private OutcomeRows() {}

    public static void write(CommandOutcome outcome, BinaryCopyWriter row) throws SQLException {
        row.row(COLUMN_COUNT);
        row.smallint(outcome.partition());
        row.bigint(outcome.commandOffset());
        row.uuid(outcome.commandId());
        row.uuid(outcome.correlationId());
        row.text(outcome.aggregateId());
        row.text(outcome.aggregateType());
        row.text(outcome.status().name());
        row.text(outcome.code());
        row.text(outcome.message());
        row.bigint(outcome.expectedVersion());
        row.bigint(outcome.actualVersion());
        row.bigint(outcome.aggregateVersion());
        row.bigint(outcome.lastPosition());
        row.integer(outcome.eventCount());
        row.timestamp(outcome.decidedAt());
        row.bigint(outcome.firstOffset());
        if (outcome.parts().isEmpty()) {
            row.nothing();
        } else {
            row.jsonb(JsonColumns.ofParts(outcome.parts()));
        }
        if (outcome.process() == null) {
            row.nothing();
        } else {
            row.text(outcome.process());
        }
    }

    /** Reads the columns that begin after {@code before} others. */
    public static CommandOutcome read(ResultSet rows, int before) throws SQLException {
        return new CommandOutcome(
                rows.getInt(before + 1),
                rows.getLong(before + 2),
                rows.getObject(before + 3, UUID.class),
                rows.getObject(before + 4, UUID.class),
                rows.getString(before + 5),
                rows.getString(before + 6),
                CommandStatus.valueOf(rows.getString(before + 7)),
                rows.getString(before + 8),
                rows.getString(before + 9),
                rows.getObject(before + 10, Long.class),
                rows.getObject(before + 11, Long.class),
                rows.getLong(before + 12),
                rows.getLong(before + 13),
                rows.getInt(before + 14),
                rows.getObject(before + 15, OffsetDateTime.class).toInstant(),
                rows.getLong(before + 16),
                JsonColumns.parts(rows.getString(before + 17)),
                rows.getString(before + 18));
    }
}
