package dev.foldline.projection.view.table;

import java.time.Instant;
import java.time.LocalDate;

/**
 * What a column holds, and the Java type of its values.
 *
 * @param <T> type of the values
 */
public final class ColumnType<T> {

    /** {@code text}. U+0000, which Postgres does not know, is written as U+FFFD. */
    public static final ColumnType<String> TEXT = new ColumnType<>("text");

    /** {@code integer}. */
    public static final ColumnType<Integer> INTEGER = new ColumnType<>("int4");

    /** {@code bigint}. */
    public static final ColumnType<Long> BIGINT = new ColumnType<>("int8");

    /** {@code double precision}. */
    public static final ColumnType<Double> DOUBLE = new ColumnType<>("float8");

    /** {@code boolean}. */
    public static final ColumnType<Boolean> BOOLEAN = new ColumnType<>("bool");

    /** {@code timestamp with time zone}. */
    public static final ColumnType<Instant> TIMESTAMP = new ColumnType<>("timestamptz");

    /** {@code date}. */
    public static final ColumnType<LocalDate> DATE = new ColumnType<>("date");

    /** {@code jsonb}, of any value that an Avro record can hold, in the form that HTTP shows. */
    public static final ColumnType<Object> JSONB = new ColumnType<>("jsonb");

    private final String sqlName;

    private ColumnType(String sqlName) {
        this.sqlName = sqlName;
    }

    /** Postgres' own name of the type, as {@code pg_type} has it. */
    public String sqlName() {
        return sqlName;
    }
}
