package dev.foldline.projection.config;

import dev.foldline.runtime.JdbcConfig;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/**
 * Where the tables of projection-service are: read models, checkpoints, and which build of a view serves.
 *
 * @param url            JDBC URL of Postgres; the database may be that of the events, or another
 * @param user           role to connect as
 * @param password       its password; prints as {@code [hidden]}
 * @param connectionsMax connections that are open at a time
 * @param timeout        how long a statement may take, and how long it may wait for a connection
 */
public record DatabaseConfig(String url, String user, Password password, int connectionsMax, Duration timeout) {

    private static final String PREFIX = "projection.jdbc.";
    private static final String CONNECTIONS_MAX = "projection.jdbc.connections.max";
    private static final String TIMEOUT_MS = "projection.jdbc.timeout.ms";

    /** The keys of this concern. */
    public static ConfigDef keys() {
        return JdbcConfig.keys(
                        PREFIX,
                        "JDBC URL of Postgres 18 or later, for read models and for which build of a view serves.")
                .define(
                        CONNECTIONS_MAX,
                        ConfigDef.Type.INT,
                        8,
                        ConfigDef.Range.between(2, 100),
                        ConfigDef.Importance.LOW,
                        "Connections that are open at a time.")
                .define(
                        TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        10_000L,
                        ConfigDef.Range.between(1_000L, 60_000L),
                        ConfigDef.Importance.LOW,
                        "How long a statement may take, and how long it may wait for a connection.");
    }

    /** Takes the values of {@link #keys()} out of the service's configuration. */
    public static DatabaseConfig from(AbstractConfig config) {
        JdbcConfig jdbc = JdbcConfig.from(config, PREFIX);
        return new DatabaseConfig(
                jdbc.url(),
                jdbc.user(),
                jdbc.password(),
                config.getInt(CONNECTIONS_MAX),
                Duration.ofMillis(config.getLong(TIMEOUT_MS)));
    }
}
