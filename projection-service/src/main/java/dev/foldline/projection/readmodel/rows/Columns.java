package dev.foldline.projection.readmodel.rows;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Columns of rows as array parameters, for {@code unnest}: one statement text for any number of rows. */
public final class Columns {

    private Columns() {}

    public static <T> Array partitions(Connection connection, List<T> rows, ToIntFunction<T> column)
            throws SQLException {
        short[] values = new short[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (short) column.applyAsInt(rows.get(i));
        }
        return connection.unwrap(PGConnection.class).createArrayOf("int2", values);
    }

    public static <T> Array bigints(Connection connection, List<T> rows, ToLongFunction<T> column) throws SQLException {
        long[] values = rows.stream().mapToLong(column).toArray();
        return connection.unwrap(PGConnection.class).createArrayOf("int8", values);
    }

    public static <T> Array texts(Connection connection, List<T> rows, Function<T, String> column) throws SQLException {
        return of(connection, "text", rows, column);
    }

    /** Every value is sent as text, which Postgres reads as the column's type. */
    public static <T> Array of(
            Connection connection, String type, List<T> rows, Function<T, ? extends @Nullable String> column)
            throws SQLException {
        @Nullable String[] values = new String[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        return connection.createArrayOf(type, values);
    }
}
