package dev.foldline.projection.config;

import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How views are queried.
 *
 * @param rowsDefault   rows of a list that names no limit
 * @param rowsMax       highest limit that a list may name
 * @param retryAfter    what a caller is told to wait while a view cannot be read
 * @param waitDefault   how long a query waits for the position that it names, unless it says otherwise
 * @param waitMax       longest wait that a query may ask for
 * @param waitingMax    how many queries may wait at once
 * @param answerTimeout how long another instance may take for its part of an answer, not counting such a wait
 */
public record QuerySettings(
        int rowsDefault,
        int rowsMax,
        Duration retryAfter,
        Duration waitDefault,
        Duration waitMax,
        int waitingMax,
        Duration answerTimeout) {

    private static final String ROWS_DEFAULT = "projection.query.rows.default";
    private static final String ROWS_MAX = "projection.query.rows.max";
    private static final String RETRY_AFTER_SECONDS = "projection.query.retry.after.seconds";
    private static final String WAIT_DEFAULT_MS = "projection.query.wait.default.ms";
    private static final String WAIT_MAX_MS = "projection.query.wait.max.ms";
    private static final String WAITING_MAX = "projection.query.waiting.max";
    private static final String ANSWER_TIMEOUT_MS = "projection.query.answer.timeout.ms";

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
                        "What Retry-After says while a view is being restored or moved.")
                .define(
                        WAIT_DEFAULT_MS,
                        ConfigDef.Type.LONG,
                        5_000L,
                        ConfigDef.Range.atLeast(0L),
                        ConfigDef.Importance.LOW,
                        "How long a query waits until the view has passed the position it names, unless it says how"
                                + " long.")
                .define(
                        WAIT_MAX_MS,
                        ConfigDef.Type.LONG,
                        30_000L,
                        ConfigDef.Range.atLeast(0L),
                        ConfigDef.Importance.LOW,
                        "How long a query may say that it waits.")
                .define(
                        WAITING_MAX,
                        ConfigDef.Type.INT,
                        1_000,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.LOW,
                        "How many queries may wait for a position at once; further ones are told to come again.")
                .define(
                        ANSWER_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        3_000L,
                        ConfigDef.Range.atLeast(1L),
                        ConfigDef.Importance.LOW,
                        "How long another instance may take for its part of an answer; its partitions are missing"
                                + " then.");
    }

    /** Takes the values of {@link #keys()} out of the service's configuration. */
    public static QuerySettings from(AbstractConfig config) {
        return new QuerySettings(
                config.getInt(ROWS_DEFAULT),
                config.getInt(ROWS_MAX),
                Duration.ofSeconds(config.getInt(RETRY_AFTER_SECONDS)),
                Duration.ofMillis(config.getLong(WAIT_DEFAULT_MS)),
                Duration.ofMillis(config.getLong(WAIT_MAX_MS)),
                config.getInt(WAITING_MAX),
                Duration.ofMillis(config.getLong(ANSWER_TIMEOUT_MS)));
    }
}
