package dev.foldline.command.config;

import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * How instances notice that one of them is gone.
 *
 * @param groupId            consumer group of all instances, and prefix of their transactional ids
 * @param sessionTimeout     how long an instance may be silent before its partitions go to others
 * @param heartbeatInterval  how often it speaks
 * @param transactionTimeout how long a Kafka transaction may stay open
 */
public record GroupConfig(
        String groupId, Duration sessionTimeout, Duration heartbeatInterval, Duration transactionTimeout) {

    private static final String GROUP_ID = "command.group.id";
    private static final String SESSION_TIMEOUT_MS = "command.session.timeout.ms";
    private static final String HEARTBEAT_INTERVAL_MS = "command.heartbeat.interval.ms";
    private static final String TRANSACTION_TIMEOUT_MS = "command.transaction.timeout.ms";

    /** The keys of this concern. */
    public static ConfigDef keys() {
        return new ConfigDef()
                .define(
                        GROUP_ID,
                        ConfigDef.Type.STRING,
                        "foldline-command-service",
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.LOW,
                        "Consumer group of all instances; the topics' prefix is put in front of it.")
                .define(
                        SESSION_TIMEOUT_MS,
                        ConfigDef.Type.INT,
                        10_000,
                        ConfigDef.Range.between(1000, 300_000),
                        ConfigDef.Importance.MEDIUM,
                        "How long an instance may be silent before its partitions go to others. "
                                + "A restart within this time"
                                + " moves nothing. The broker allows no less than its group.min.session.timeout.ms.")
                .define(
                        HEARTBEAT_INTERVAL_MS,
                        ConfigDef.Type.INT,
                        2000,
                        ConfigDef.Range.between(100, 100_000),
                        ConfigDef.Importance.LOW,
                        "How often an instance says that it lives; at most a third of the session time-out.")
                .define(
                        TRANSACTION_TIMEOUT_MS,
                        ConfigDef.Type.INT,
                        15_000,
                        ConfigDef.Range.between(1000, 15_000),
                        ConfigDef.Importance.LOW,
                        "How long a Kafka transaction may stay open before the broker aborts "
                                + "it: until then a successor waits.");
    }

    /**
     * Takes the values of {@link #keys()} out of a service's configuration.
     *
     * @throws ConfigException if the heartbeat interval is above a third of the session time-out
     */
    public static GroupConfig from(AbstractConfig config) {
        int sessionTimeoutMs = config.getInt(SESSION_TIMEOUT_MS);
        int heartbeatIntervalMs = config.getInt(HEARTBEAT_INTERVAL_MS);
        if (heartbeatIntervalMs > sessionTimeoutMs / 3) {
            throw new ConfigException(
                    HEARTBEAT_INTERVAL_MS,
                    heartbeatIntervalMs,
                    "must be at most a third of " + SESSION_TIMEOUT_MS + ", which is " + sessionTimeoutMs);
        }
        return new GroupConfig(
                config.getString(GROUP_ID),
                Duration.ofMillis(sessionTimeoutMs),
                Duration.ofMillis(heartbeatIntervalMs),
                Duration.ofMillis(config.getInt(TRANSACTION_TIMEOUT_MS)));
    }
}
