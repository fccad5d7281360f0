package dev.foldline.command.store.postgres.rows;

import dev.foldline.command.store.entry.DeadLetter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/** How a dead letter lies in the table {@code dead_letters}. */
public final class DeadLetterRows {

    /** The columns of the letter itself, in the order in which they are written and read. */
    public static final String COLUMNS =
            "partition, command_offset, key, value, headers, error_code, error_message, error_class, occurred_at";

    public static final String COPY = "COPY dead_letters (" + COLUMNS + ") FROM STDIN (FORMAT binary)";

    private static final int COLUMN_COUNT = 9;

    private DeadLetterRows() {}

    public static void write(DeadLetter letter, BinaryCopyWriter row) throws SQLException {
        row.row(COLUMN_COUNT);
        row.smallint(letter.partition());
        row.bigint(letter.commandOffset());
        row.bytes(letter.key());
        row.bytes(letter.value());
        row.jsonb(JsonColumns.of(letter.headers()));
        row.text(letter.code());
        row.text(letter.message());
        row.text(letter.exception());
        row.timestamp(letter.occurredAt());
    }

    public static DeadLetter read(ResultSet rows) throws SQLException {
        return new DeadLetter(
                rows.getInt(1),
                rows.getLong(2),
                rows.getBytes(3),
                rows.getBytes(4),
                JsonColumns.headers(rows.getString(5)),
                rows.getString(6),
                rows.getString(7),
                rows.getString(8),
                rows.getObject(9, OffsetDateTime.class).toInstant());
    }
}
