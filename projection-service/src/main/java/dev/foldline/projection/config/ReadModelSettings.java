package dev.foldline.projection.config;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Which read models are written to Postgres, and in what portions.
 *
 * @param names           of the read models; {@link #ALL} means every one on the classpath
 * @param groupPrefix     put in front of a read model's name to make its consumer group
 * @param batchRecordsMax records of a view's topic that one transaction writes
 * @param batchBytesMax   bytes of records that are asked for at once
 * @param closeTimeout    how long a clean stop may take
 */
public record ReadModelSettings(
        List<String> names, String groupPrefix, int batchRecordsMax, int batchBytesMax, Duration closeTimeout) {

    /** Means every read model on the classpath. */
    public static final String ALL = "*";

    private static final String NAMES = "projection.read.models";
    private static final String GROUP_PREFIX = "projection.read.model.group.prefix";
    private static final String BATCH_RECORDS_MAX = "projection.read.model.batch.records.max";
    private static final String BATCH_BYTES_MAX = "projection.read.model.batch.bytes.max";
    private static final String CLOSE_TIMEOUT_MS = "projection.read.model.close.timeout.ms";

    private static final int MEGABYTE = 1 << 20;

    /** The keys of this concern. */
    public static ConfigDef keys() {
        return new ConfigDef()
                .define(
                        NAMES,
                        ConfigDef.Type.LIST,
                        ALL,
                        ConfigDef.Importance.MEDIUM,
                        "Names of the read models to write, with commas between; * for all on the classpath, empty for"
                                + " none.")
                .define(
                        GROUP_PREFIX,
                        ConfigDef.Type.STRING,
                        "foldline-read-model-",
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.LOW,
                        "Put in front of a read model's name to make its consumer group, behind the topics' prefix.")
                .define(
                        BATCH_RECORDS_MAX,
                        ConfigDef.Type.INT,
                        5_000,
                        ConfigDef.Range.between(1, 100_000),
                        ConfigDef.Importance.LOW,
                        "Records of a view's topic that one transaction writes. More are faster, and keep rows locked"
                                + " for longer.")
                .define(
                        BATCH_BYTES_MAX,
                        ConfigDef.Type.INT,
                        8 * MEGABYTE,
                        ConfigDef.Range.atLeast(MEGABYTE),
                        ConfigDef.Importance.LOW,
                        "Bytes of records that a read model asks the broker for at once.")
                .define(
                        CLOSE_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        20_000L,
                        ConfigDef.Range.atLeast(0L),
                        ConfigDef.Importance.LOW,
                        "How long a clean stop of the read models may take before it is cut off.");
    }

    /** Takes the values of {@link #keys()} out of the service's configuration. */
    public static ReadModelSettings from(AbstractConfig config) {
        return new ReadModelSettings(
                List.copyOf(config.getList(NAMES)),
                config.getString(GROUP_PREFIX),
                config.getInt(BATCH_RECORDS_MAX),
                config.getInt(BATCH_BYTES_MAX),
                Duration.ofMillis(config.getLong(CLOSE_TIMEOUT_MS)));
    }
}
