package dev.foldline.projection.config;

import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How views are queried.
 *
 * @param rowsDefault rows of a list that names no limit
 * @param rowsMax     highest limit that a list may name
 * @param retryAfter  what a caller is told to wait while a view cannot be read
 */
public record QuerySettings(int rowsDefault, int rowsMax, Duration retryAfter) {

    private static final String ROWS_DEFAULT = "projection.query.rows.default";
    private static final String ROWS_MAX = "projection.query.rows.max";
    private static final String RETRY_AFTER_SECONDS = "projection.query.retry.after.seconds";

    /** The keys of this concern. */
    public static ConfigDef keys() {
        return new ConfigDef()
                .define(
                        ROWS_DEFAULT,
                        ConfigDef.Type.INT,
                        100,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.LOW,
                        "Rows of a list that names no limit.")
                .define(
                        ROWS_MAX,
                        ConfigDef.Type.INT,
                        1_000,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.LOW,
                        "Highest limit that a list may name; its rows are in memory at once.")
                .define(
                        RETRY_AFTER_SECONDS,
                        ConfigDef.Type.INT,
                        1,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.LOW,
                        "What Retry-After says while a view is being restored or moved.");
    }

    /** Takes the values of {@link #keys()} out of the service's configuration. */
    public static QuerySettings from(AbstractConfig config) {
        return new QuerySettings(
                config.getInt(ROWS_DEFAULT),
                config.getInt(ROWS_MAX),
                Duration.ofSeconds(config.getInt(RETRY_AFTER_SECONDS)));
    }
}
