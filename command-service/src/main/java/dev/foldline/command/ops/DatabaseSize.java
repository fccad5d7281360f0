package dev.foldline.command.ops;

import dev.foldline.command.store.postgres.session.PostgresSession;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** How large a database is. */
public final class DatabaseSize {

    private DatabaseSize() {}

    /**
     * Gives the size on disk in bytes, indexes included. Opens a connection for the question, with the limits of these
     * settings.
     *
     * @throws SQLException if the database does not answer within them
     */
    public static long bytes(PostgresSettings settings) throws SQLException {
        try (PostgresSession session = new PostgresSession(settings);
                Statement statement = session.connection().createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_database_size(current_database())")) {
            row.next();
            return row.getLong(1);
        }
    }
}
