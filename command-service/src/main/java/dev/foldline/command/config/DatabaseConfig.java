package dev.foldline.command.config;

import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/**
 * Where the event table is.
 *
 * @param url                JDBC URL of Postgres
 * @param user               role to connect as
 * @param password           its password; prints as {@code [hidden]}
 * @param transactionTimeout how long a transaction may take before the server ends it
 */
public record DatabaseConfig(String url, String user, Password password, Duration transactionTimeout) {

    private static final String URL = "command.jdbc.url";
    private static final String USER = "command.jdbc.user";
    private static final String PASSWORD = "command.jdbc.password";
    private static final String TRANSACTION_TIMEOUT_MS = "command.jdbc.transaction.timeout.ms";

    /** The keys of this concern. */
    public static ConfigDef keys() {
        return new ConfigDef()
                .define(
                        URL,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.HIGH,
                        "JDBC URL of Postgres 18 or later.")
                .define(USER, ConfigDef.Type.STRING, "foldline", ConfigDef.Importance.HIGH, "Role to connect as.")
                .define(
                        PASSWORD,
                        ConfigDef.Type.PASSWORD,
                        "",
                        ConfigDef.Importance.HIGH,
                        "Password of the role; empty for none.")
                .define(
                        TRANSACTION_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        10_000L,
                        ConfigDef.Range.between(1000L, 60_000L),
                        ConfigDef.Importance.LOW,
                        "How long a transaction may take before the server ends it. An owner "
                                + "that sleeps in the middle of one"
                                + " holds its successor up no longer than this.");
    }

    /** Takes the values of {@link #keys()} out of a service's configuration. */
    public static DatabaseConfig from(AbstractConfig config) {
        return new DatabaseConfig(
                config.getString(URL),
                config.getString(USER),
                config.getPassword(PASSWORD),
                Duration.ofMillis(config.getLong(TRANSACTION_TIMEOUT_MS)));
    }
}
