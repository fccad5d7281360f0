package dev.foldline.bench.load;

import dev.foldline.example.account.AccountDomain;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.UndecodableException;
import dev.foldline.stack.Endpoints;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The baselines of loading: the same rows read with one query, and decoded, with nothing folded from them. */
final class ReadBaseline implements AutoCloseable {

    private static final int FETCH_ROWS = 1_000;

    private static final String PLACE = " WHERE partition = ? AND aggregate_id = ? ORDER BY aggregate_version";

    private final Connection connection;
    private final AvroDecoder decoder;

    ReadBaseline(Endpoints endpoints) throws SQLException {
        connection = DriverManager.getConnection(endpoints.jdbcUrl());
        // Or the driver holds all rows in memory before it gives the first.
        connection.setAutoCommit(false);
        decoder = new AvroDecoder(RegistrySchemas.at(endpoints.registryUrl()), AccountDomain.ACCOUNT.events());
    }

    /** Reads and decodes the events of a stream; gives their number. */
    long events(int partition, String aggregateId) throws SQLException, UndecodableException {
        try (PreparedStatement query = connection.prepareStatement("SELECT payload FROM events" + PLACE)) {
            query.setFetchSize(FETCH_ROWS);
            query.setInt(1, partition);
            query.setString(2, aggregateId);
            long count = 0;
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    decoder.decode(rows.getBytes(1));
                    count++;
                }
            }
            return count;
        }
    }

    /** Reads the newest snapshot of a stream; gives whether there is one. */
    boolean snapshot(int partition, String aggregateId) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT state, views, recent_commands FROM snapshots" + PLACE + " DESC LIMIT 1")) {
            query.setInt(1, partition);
            query.setString(2, aggregateId);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() && rows.getString(1) != null;
            }
        }
    }

    /** Deletes the snapshots of a stream, without which it is folded from its first event. */
    void deleteSnapshots(int partition, String aggregateId) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM snapshots WHERE partition = ? AND aggregate_id = ?")) {
            delete.setInt(1, partition);
            delete.setString(2, aggregateId);
            delete.executeUpdate();
        }
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
