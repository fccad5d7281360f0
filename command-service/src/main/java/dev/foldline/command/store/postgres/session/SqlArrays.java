package dev.foldline.command.store.postgres.session;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.postgresql.PGConnection;

/** Columns of rows as array parameters, for {@code unnest}: one statement text for any number of rows. */
public final class SqlArrays {

    private SqlArrays() {}

    public static <T> Array smallints(Connection connection, List<T> rows, ToIntFunction<T> column)
            throws SQLException {
        short[] values = new short[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (short) column.applyAsInt(rows.get(i));
        }
        return primitives(connection, "int2", values);
    }

    public static <T> Array bigints(Connection connection, List<T> rows, ToLongFunction<T> column) throws SQLException {
        return primitives(connection, "int8", rows.stream().mapToLong(column).toArray());
    }

    public static <T> Array texts(Connection connection, List<T> rows, Function<T, String> column) throws SQLException {
        return connection.createArrayOf("text", rows.stream().map(column).toArray(String[]::new));
    }

    public static <T> Array uuids(Connection connection, List<T> rows, Function<T, UUID> column) throws SQLException {
        return connection.createArrayOf("uuid", rows.stream().map(column).toArray(UUID[]::new));
    }

    /** The driver's own method takes arrays of primitives, JDBC's does not. */
    private static Array primitives(Connection connection, String type, Object values) throws SQLException {
        return connection.unwrap(PGConnection.class).createArrayOf(type, values);
    }
}
