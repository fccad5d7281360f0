package dev.foldline.verify.readmodel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.foldline.verify.source.TableReader;
import dev.foldline.verify.source.VerifyException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables of read models, read a moment at a time. Not thread-safe. */
public final class ReadModelTables implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int FETCH_ROWS = 5_000;

    private static final String PRESENT = "SELECT to_regclass('projection.projection_checkpoints') IS NOT NULL";

    private static final String CHECKPOINT = """
            SELECT topic_id IS NOT NULL, position FROM projection.projection_checkpoints
            WHERE name = ? AND partition = ?""";

    private final @Nullable Connection connection;

    private ReadModelTables(@Nullable Connection connection) {
        this.connection = connection;
    }

    /**
     * Connects to the first of some databases that has read models, if any.
     *
     * @param jdbcUrls with spaces between
     * @throws VerifyException if Postgres did not let us in
     */
    public static ReadModelTables open(String jdbcUrls) {
        for (String url : jdbcUrls.strip().split("\\s+", -1)) {
            try {
                Connection connection = DriverManager.getConnection(url);
                if (isPresent(connection)) {
                    connection.setAutoCommit(false);
                    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                    return new ReadModelTables(connection);
                }
                connection.close();
            } catch (SQLException e) {
                throw new VerifyException(
                        "Postgres did not answer at " + TableReader.shown(url) + ": " + e.getMessage(), e);
            }
        }
        return new ReadModelTables(null);
    }

    /** The checkpoint of a read model in a partition; empty if the read model does not exist here. */
    Optional<Long> position(CheckedReadModel model, int partition) {
        return inSnapshot(model, open -> position(open, model, partition));
    }

    /** Rows of a partition together with their checkpoint; empty if the read model does not exist here. */
    Optional<TableSnapshot> snapshot(CheckedReadModel model, int partition) {
        return inSnapshot(model, open -> {
            Optional<Long> position = position(open, model, partition);
            return position.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new TableSnapshot(position.get(), rows(open, model, partition)));
        });
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            throw new VerifyException("the connection to the read models could not be closed: " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Query<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> Optional<T> inSnapshot(CheckedReadModel model, Query<Optional<T>> query) {
        Connection open = connection;
        if (open == null) {
            return Optional.empty();
        }
        try {
            Optional<T> found = query.on(open);
            open.commit();
            return found;
        } catch (SQLException e) {
            throw new VerifyException("Postgres did not read the table of " + model.name() + ": " + e.getMessage(), e);
        }
    }

    private static boolean isPresent(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PRESENT);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static Optional<Long> position(Connection connection, CheckedReadModel model, int partition)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CHECKPOINT)) {
            statement.setString(1, model.name());
            statement.setInt(2, partition);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(row.getBoolean(1) ? row.getLong(2) : 0L);
            }
        }
    }

    private static Map<String, JsonNode> rows(Connection connection, CheckedReadModel model, int partition)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(model.sql())) {
            statement.setFetchSize(FETCH_ROWS);
            statement.setInt(1, partition);
            Map<String, JsonNode> found = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getString(1), parse(rows.getString(2)));
                }
            }
            return found;
        }
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new VerifyException("a row is not JSON: " + json, e);
        }
    }
}
