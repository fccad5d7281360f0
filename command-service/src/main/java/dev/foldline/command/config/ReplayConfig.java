package dev.foldline.command.config;

import dev.foldline.runtime.StartupException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/**
 * What a replay builds.
 *
 * @param into            topic that the events are written to; empty for the events topic
 * @param deleteFirst     whether the events topic is deleted before, with all that is in it
 * @param partitions      which partitions, in order, each once
 * @param from            the first instant of the events that are wanted; null for the beginning
 * @param to              the first instant that is not wanted any more; null for no end
 * @param batchRecordsMax events of one transaction
 */
public record ReplayConfig(
        String into,
        boolean deleteFirst,
        List<Integer> partitions,
        @Nullable Instant from,
        @Nullable Instant to,
        int batchRecordsMax) {

    private static final String INTO = "replay.into";
    private static final String DELETE_FIRST = "replay.delete.first";
    private static final String PARTITIONS = "replay.partitions";
    private static final String FROM = "replay.from";
    private static final String TO = "replay.to";
    private static final String BATCH_RECORDS_MAX = "replay.batch.records.max";

    /** The keys of this concern. */
    public static ConfigDef keys() {
        return new ConfigDef()
                .define(
                        INTO,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.Importance.HIGH,
                        "Topic that the events are written to, made if there is none; empty for the events topic.")
                .define(
                        DELETE_FIRST,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        ConfigDef.Importance.MEDIUM,
                        "Whether the events topic is deleted before, with all that is in it.")
                .define(
                        PARTITIONS,
                        ConfigDef.Type.LIST,
                        List.of(),
                        ConfigDef.Importance.MEDIUM,
                        "Numbers of the partitions to build, comma-separated; empty for all.")
                .define(
                        FROM,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.Importance.MEDIUM,
                        "Only events that occurred at this instant or later, as 2026-11-21T10:15:30Z; empty for all."
                                + " Into another topic than the events topic alone.")
                .define(
                        TO,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.Importance.MEDIUM,
                        "Only events that occurred before this instant; empty for all. Into another topic than the"
                                + " events topic alone.")
                .define(
                        BATCH_RECORDS_MAX,
                        ConfigDef.Type.INT,
                        2_000,
                        ConfigDef.Range.between(1, 100_000),
                        ConfigDef.Importance.LOW,
                        "Events that are read at a time and written in one transaction. Memory holds one batch.");
    }

    /**
     * Takes the values of {@link #keys()} out of a configuration.
     *
     * @param count partitions of every topic
     */
    public static ReplayConfig from(AbstractConfig config, int count) {
        List<Integer> wanted = config.getList(PARTITIONS).stream()
                .map(text -> partition(text, count))
                .distinct()
                .sorted()
                .toList();
        return new ReplayConfig(
                config.getString(INTO),
                config.getBoolean(DELETE_FIRST),
                wanted.isEmpty() ? IntStream.range(0, count).boxed().toList() : wanted,
                instant(FROM, config.getString(FROM)),
                instant(TO, config.getString(TO)),
                config.getInt(BATCH_RECORDS_MAX));
    }

    private static int partition(String text, int count) {
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) < count) {
            return Integer.parseInt(text);
        }
        throw new StartupException(
                "configuration: " + PARTITIONS + ": there is no partition " + text + ", only 0 to " + (count - 1));
    }

    private static @Nullable Instant instant(String key, String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new StartupException(
                    "configuration: " + key + ": \"" + text + "\" is not an instant like 2026-11-21T10:15:30Z", e);
        }
    }
}
