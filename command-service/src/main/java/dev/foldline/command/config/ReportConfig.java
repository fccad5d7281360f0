package dev.foldline.command.config;

import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * When the service reports, in its log and in its health.
 *
 * @param interval   time from one line of the log to the next
 * @param stallLimit how long nothing may happen to a partition, or in a worker, before that is reported
 */
public record ReportConfig(Duration interval, Duration stallLimit) {

    private static final String INTERVAL_MS = "command.report.interval.ms";
    private static final String STALL_MS = "command.stall.report.ms";

    /** The keys of this concern. */
    public static ConfigDef keys() {
        return new ConfigDef()
                .define(
                        INTERVAL_MS,
                        ConfigDef.Type.LONG,
                        60_000L,
                        ConfigDef.Range.between(100L, 86_400_000L),
                        ConfigDef.Importance.LOW,
                        "Time from one line of statistics in the log to the next; databases tell their sizes then.")
                .define(
                        STALL_MS,
                        ConfigDef.Type.LONG,
                        30_000L,
                        ConfigDef.Range.between(1000L, 3_600_000L),
                        ConfigDef.Importance.LOW,
                        "How long a worker's turn may take, and how long commands may wait in a partition that does not"
                                + " move, before health and metrics report it. Nothing else depends on it.");
    }

    /** Takes the values of {@link #keys()} out of a service's configuration. */
    public static ReportConfig from(AbstractConfig config) {
        return new ReportConfig(
                Duration.ofMillis(config.getLong(INTERVAL_MS)), Duration.ofMillis(config.getLong(STALL_MS)));
    }
}
