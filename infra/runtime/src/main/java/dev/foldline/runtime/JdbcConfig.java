package dev.foldline.runtime;

import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/**
 * Where a database is, and as whom to connect.
 *
 * @param url      JDBC URL of Postgres
 * @param user     role to connect as
 * @param password its password; prints as {@code [hidden]}
 */
public record JdbcConfig(String url, String user, Password password) {

    private static final String URL = "url";
    private static final String USER = "user";
    private static final String PASSWORD = "password";

    /**
     * The keys of this concern.
     *
     * @param prefix what they begin with, as {@code command.jdbc.}
     * @param urlDoc what is in the database
     */
    public static ConfigDef keys(String prefix, String urlDoc) {
        return new ConfigDef()
                .define(
                        prefix + URL,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.HIGH,
                        urlDoc)
                .define(
                        prefix + USER,
                        ConfigDef.Type.STRING,
                        "foldline",
                        ConfigDef.Importance.HIGH,
                        "Role to connect as.")
                .define(
                        prefix + PASSWORD,
                        ConfigDef.Type.PASSWORD,
                        "",
                        ConfigDef.Importance.HIGH,
                        "Password of the role; empty for none.");
    }

    /** Takes the values of {@link #keys} with this prefix out of a service's configuration. */
    public static JdbcConfig from(AbstractConfig config, String prefix) {
        return new JdbcConfig(
                config.getString(prefix + URL), config.getString(prefix + USER), config.getPassword(prefix + PASSWORD));
    }
}
