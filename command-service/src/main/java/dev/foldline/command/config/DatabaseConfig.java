package dev.foldline.command.config;

import dev.foldline.runtime.JdbcConfig;
import dev.foldline.runtime.PartitionDatabases;
import dev.foldline.runtime.StartupException;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/**
 * Where the event table is.
 *
 * @param url                JDBC URL of Postgres
 * @param urlByPartition     URLs of the partitions that are elsewhere; empty for none
 * @param user               role to connect as
 * @param password           its password; prints as {@code [hidden]}
 * @param transactionTimeout how long a transaction may take before the server ends it
 */
public record DatabaseConfig(
        String url, String urlByPartition, String user, Password password, Duration transactionTimeout) {

    private static final String PREFIX = "command.jdbc.";
    private static final String URL_BY_PARTITION = "command.jdbc.url.by.partition";
    private static final String TRANSACTION_TIMEOUT_MS = "command.jdbc.transaction.timeout.ms";

    /** The keys of this concern. */
    public static ConfigDef keys() {
        return JdbcConfig.keys(PREFIX, "JDBC URL of Postgres 18 or later.")
                .define(
                        URL_BY_PARTITION,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.Importance.LOW,
                        "JDBC URLs of the partitions whose rows are in another database, with spaces between, as in"
                                + " 4-7=jdbc:postgresql://other/foldline. User, password and partitions are the same.")
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

    /**
     * Which database holds which partition.
     *
     * @param partitions partitions of every topic
     * @throws StartupException if {@code urlByPartition} is wrong
     */
    public PartitionDatabases partitions(int partitions) {
        try {
            return PartitionDatabases.parse(url, urlByPartition, partitions);
        } catch (IllegalArgumentException e) {
            throw new StartupException(URL_BY_PARTITION + ": " + e.getMessage(), e);
        }
    }

    /** Takes the values of {@link #keys()} out of a service's configuration. */
    public static DatabaseConfig from(AbstractConfig config) {
        JdbcConfig jdbc = JdbcConfig.from(config, PREFIX);
        return new DatabaseConfig(
                jdbc.url(),
                config.getString(URL_BY_PARTITION),
                jdbc.user(),
                jdbc.password(),
                Duration.ofMillis(config.getLong(TRANSACTION_TIMEOUT_MS)));
    }
}
