package dev.foldline.domain.view.table;

/** What a column of a {@link Table} holds. */
public enum ColumnType {
    TEXT("text"),
    INTEGER("int4"),
    BIGINT("int8"),
    DOUBLE("float8"),
    BOOLEAN("bool"),
    TIMESTAMP("timestamptz"),
    DATE("date"),
    JSONB("jsonb");

    private final String sqlName;

    ColumnType(String sqlName) {
        this.sqlName = sqlName;
    }

    /** Postgres' own name of the type, as {@code pg_type} has it. */
    public String sqlName() {
        return sqlName;
    }
}
