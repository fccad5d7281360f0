package dev.foldline.command.store.postgres;

import dev.foldline.command.store.postgres.session.PostgresSession;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The table {@code pipeline_metadata}: what the pipeline saw when it first started, which must not change afterwards,
 * and which process works under which instance id.
 */
public final class PipelineMetadata {

    /** Id of the Kafka cluster. */
    public static final String CLUSTER_ID = "kafka.cluster.id";

    /** Id of the commands topic, which a recreated topic of the same name does not have. */
    public static final String COMMANDS_TOPIC_ID = "kafka.commands.topic.id";

    /** Name of the partitioner, by which every key has its partition. */
    public static final String PARTITIONER = "partitioner";

    /** Consumer group that decides the commands, with the topics' prefix. */
    public static final String GROUP_ID = "command.group.id";

    /** Of every pipeline that is older than the choice. */
    private static final String FIRST_PARTITIONER = "murmur2";

    private PipelineMetadata() {}

    /**
     * The pipeline's partitioner. A pipeline that has none on record gets this one, unless it has decided commands
     * already: then it is the one that all had before there was a choice.
     *
     * @throws SQLException if the database does not answer
     */
    public static String partitioner(PostgresSettings settings, String mine) throws SQLException {
        String first = mine;
        try (Connection connection = PostgresSession.plainConnections(settings).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT EXISTS (SELECT FROM command_partitions WHERE next_offset > 0)")) {
            if (row.next() && row.getBoolean(1)) {
                first = FIRST_PARTITIONER;
            }
        }
        return firstSeen(settings, PARTITIONER, first);
    }

    /**
     * Gives the value that was first seen under a key, and remembers this one where there is none. May be called by
     * several services at a time: one of them is first.
     *
     * @throws SQLException if the database does not answer
     */
    public static String firstSeen(PostgresSettings settings, String key, String value) throws SQLException {
        try (Connection connection = PostgresSession.plainConnections(settings).getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO pipeline_metadata (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING");
                PreparedStatement select =
                        connection.prepareStatement("SELECT value FROM pipeline_metadata WHERE key = ?")) {
            insert.setString(1, key);
            insert.setString(2, value);
            insert.executeUpdate();
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : value;
            }
        }
    }

    /**
     * Sets the value under a key.
     *
     * @throws SQLException if the database does not answer
     */
    public static void set(PostgresSettings settings, String key, String value) throws SQLException {
        try (Connection connection = PostgresSession.plainConnections(settings).getConnection();
                PreparedStatement upsert = connection.prepareStatement("""
                        INSERT INTO pipeline_metadata (key, value) VALUES (?, ?)
                        ON CONFLICT (key) DO UPDATE SET value = excluded.value""")) {
            upsert.setString(1, key);
            upsert.setString(2, value);
            upsert.executeUpdate();
        }
    }
}
