package dev.foldline.command.store.entry;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A table that an inline view is kept in, one row per stream. Beside the columns named here it has {@code partition
 * smallint}, {@code aggregate_id text} and {@code aggregate_version bigint}, the first two its primary key.
 *
 * @param name    name of the table, in lower case
 * @param columns the view's own columns, in the order in which rows give their values
 */
public record ViewTable(String name, List<Column> columns) {

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");

    public ViewTable {
        columns = List.copyOf(columns);
        requireName(name);
        columns.forEach(column -> requireName(column.name()));
    }

    /** Name of a column, in lower case, and its type. */
    public record Column(String name, ColumnType type) {}

    /** What a column can hold, and the Java type of its values. */
    public enum ColumnType {
        /** {@code text}, from {@link String}. */
        TEXT,
        /** {@code integer}, from {@link Integer}. */
        INTEGER,
        /** {@code bigint}, from {@link Long}. */
        BIGINT,
        /** {@code boolean}, from {@link Boolean}. */
        BOOLEAN,
        /** {@code timestamptz}, from {@link java.time.Instant}. */
        TIMESTAMP
    }

    /** Names are put into statements as they are. */
    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is not a name of small letters, digits and underscores");
        }
    }
}
