package dev.foldline.verify.source;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The rows of one query, fetched in portions; closes its statement at the end.
 *
 * @param <T> rows
 */
final class RowCursor<T> implements Iterator<T> {

    /** Turns the row at hand into a value. */
    @FunctionalInterface
    interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private final String table;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private final RowMapper<T> mapper;
    private boolean onRow;

    /**
     * @param statement not executed yet; on a connection without auto-commit, or Postgres would send all rows at once
     */
    RowCursor(String table, PreparedStatement statement, RowMapper<T> mapper) throws SQLException {
        this.table = table;
        this.statement = statement;
        this.mapper = mapper;
        this.rows = statement.executeQuery();
        advance();
    }

    @Override
    public boolean hasNext() {
        return onRow;
    }

    @Override
    public T next() {
        if (!onRow) {
            throw new NoSuchElementException("no more rows of " + table);
        }
        try {
            T value = mapper.map(rows);
            advance();
            return value;
        } catch (SQLException e) {
            throw new VerifyException("Postgres did not give the next row of " + table + ": " + e.getMessage(), e);
        }
    }

    private void advance() throws SQLException {
        onRow = rows.next();
        if (!onRow) {
            statement.close();
        }
    }
}
