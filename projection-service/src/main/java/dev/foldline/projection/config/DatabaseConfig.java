package dev.foldline.projection.config;

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

    private static final String URL = "projection.jdbc.url";
    private static final String USER = "projection.jdbc.user";
    private static final String PASSWORD = "projection.jdbc.password";
    private static final String CONNECTIONS_MAX = "projection.jdbc.connections.max";
    private static final String TIMEOUT_MS = "projection.jdbc.timeout.ms";

    /** The keys of this concern. */
    public static ConfigDef keys() {
        return new ConfigDef()
                .define(
                        URL,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.HIGH,
                        "JDBC URL of Postgres 18 or later, for read models and for which build of a view serves.")
                .define(USER, ConfigDef.Type.STRING, "foldline", ConfigDef.Importance.HIGH, "Role to connect as.")
                .define(
                        PASSWORD,
                        ConfigDef.Type.PASSWORD,
                        "",
                        ConfigDef.Importance.HIGH,
                        "Password of the role; empty for none.")
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
        return new DatabaseConfig(
                config.getString(URL),
                config.getString(USER),
                config.getPassword(PASSWORD),
                config.getInt(CONNECTIONS_MAX),
                Duration.ofMillis(config.getLong(TIMEOUT_MS)));
    }
}
