package dev.foldline.command.config;

import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How often the service reports in its log.
 *
 * @param interval time from one line to the next
 */
public record ReportConfig(Duration interval) {

    private static final String INTERVAL_MS = "command.report.interval.ms";

    /** The keys of this concern. */
    public static ConfigDef keys() {
        return new ConfigDef()
                .define(
                        INTERVAL_MS,
                        ConfigDef.Type.LONG,
                        60_000L,
                        ConfigDef.Range.between(100L, 86_400_000L),
                        ConfigDef.Importance.LOW,
                        "Time from one line of figures in the log to the next; databases tell their sizes then.");
    }

    /** Takes the values of {@link #keys()} out of a service's configuration. */
    public static ReportConfig from(AbstractConfig config) {
        return new ReportConfig(Duration.ofMillis(config.getLong(INTERVAL_MS)));
    }
}
