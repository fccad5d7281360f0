package dev.foldline.command.store.postgres;

import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.command.store.postgres.session.PostgresSession;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.serde.RegistryUnavailableException;
import dev.foldline.serde.pin.SchemaPin;
import dev.foldline.serde.pin.SchemaPins;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code schema_fingerprints}. Each database has all rows, so that a backup of any can be read by itself.
 * Thread-safe: every call opens connections of its own, as there are only a few for each schema id in the life of a
 * process.
 *
 * <p>A row is committed at once, before the transaction of the first event that has its id. So no event can be there
 * without one, and a second process that meets the id compares instead of overwriting.
 *
 * @param databases all of the pipeline
 */
public record PostgresSchemaPins(List<PostgresSettings> databases) implements SchemaPins {

    private static final String FIND =
            "SELECT schema_id, type, fingerprint, schema FROM schema_fingerprints WHERE schema_id = ?";

    private static final String PIN = """
            INSERT INTO schema_fingerprints (schema_id, type, fingerprint, schema) VALUES (?, ?, ?, ?)
            ON CONFLICT (schema_id) DO NOTHING""";

    @Override
    public @Nullable SchemaPin find(int id) {
        for (PostgresSettings database : databases) {
            SchemaPin found = run(id, database, connection -> find(connection, id));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    @Override
    public SchemaPin pin(SchemaPin used) {
        SchemaPin first = used;
        for (PostgresSettings database : databases) {
            SchemaPin here = run(used.id(), database, connection -> {
                insert(connection, used);
                return find(connection, used.id());
            });
            if (here != null && !here.agreesWith(used)) {
                first = here;
            }
        }
        return first;
    }

    private static @Nullable SchemaPin find(Connection connection, int id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setInt(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new SchemaPin(row.getInt(1), row.getString(2), row.getString(3), row.getString(4))
                        : null;
            }
        }
    }

    private static void insert(Connection connection, SchemaPin used) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PIN)) {
            statement.setInt(1, used.id());
            statement.setString(2, used.type());
            statement.setString(3, used.fingerprint());
            statement.setString(4, used.schema());
            statement.executeUpdate();
        }
    }

    private static <T extends @Nullable Object> T run(int id, PostgresSettings database, PostgresSession.Work<T> work) {
        try (PostgresSession session = new PostgresSession(database)) {
            return session.run("read what schema id " + id + " was first used with", work);
        } catch (StoreUnavailableException e) {
            throw new RegistryUnavailableException(
                    "it is not known yet what schema id " + id + " was first used with: " + e.getMessage(), e);
        }
    }
}
