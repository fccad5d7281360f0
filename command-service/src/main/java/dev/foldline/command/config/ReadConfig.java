package dev.foldline.command.config;

import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How aggregates are read over HTTP.
 *
 * @param connectionsMax connections to each database, of this instance
 * @param timeout        how long a query may take, and how long it may wait for a connection
 */
public record ReadConfig(int connectionsMax, Duration timeout) {

    private static final String CONNECTIONS_MAX = "command.read.connections.max";
    private static final String TIMEOUT_MS = "command.read.timeout.ms";

    /** The keys of this concern. */
    public static ConfigDef keys() {
        return new ConfigDef()
                .define(
                        CONNECTIONS_MAX,
                        ConfigDef.Type.INT,
                        4,
                        ConfigDef.Range.between(1, 100),
                        ConfigDef.Importance.LOW,
                        "Connections to each database for reading aggregates over HTTP, opened when they are needed.")
                .define(
                        TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        5_000L,
                        ConfigDef.Range.between(250L, 60_000L),
                        ConfigDef.Importance.LOW,
                        "How long a query of an aggregate may take, and how long it may wait for a connection.");
    }

    /** Takes the values of {@link #keys()} out of a service's configuration. */
    public static ReadConfig from(AbstractConfig config) {
        return new ReadConfig(config.getInt(CONNECTIONS_MAX), Duration.ofMillis(config.getLong(TIMEOUT_MS)));
    }
}
