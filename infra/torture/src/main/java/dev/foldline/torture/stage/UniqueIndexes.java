package dev.foldline.torture.stage;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The unique indexes of the event store. They refuse much of what an owner that was replaced would write, and so hide
 * whether the epoch check does.
 */
public final class UniqueIndexes {

    private static final String DROP = """
            ALTER TABLE events DROP CONSTRAINT events_pkey, DROP CONSTRAINT events_position_key;
            CREATE INDEX ON events (partition, aggregate_id, aggregate_version);
            CREATE INDEX ON events (partition, position);
            ALTER TABLE command_outcomes DROP CONSTRAINT command_outcomes_pkey;
            CREATE INDEX ON command_outcomes (partition, command_offset);
            ALTER TABLE dead_letters DROP CONSTRAINT dead_letters_pkey;
            CREATE INDEX ON dead_letters (partition, command_offset)
            """;

    private UniqueIndexes() {}

    /** Puts indexes that are not unique in their place; to be called before there is load. */
    public static void drop(TortureStack stage) throws SQLException {
        try (Connection connection = stage.postgres();
                Statement statement = connection.createStatement()) {
            statement.execute(DROP);
        }
    }
}
