package dev.foldline.command.config;

import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How the workers of one instance go about their batches.
 *
 * @param workers          threads, each with a consumer, a database connection and a producer of its own
 * @param batchRecordsMax  commands of one batch
 * @param batchBytesMax    bytes that one fetch brings
 * @param cacheBytesMax    about how many bytes the states of one partition's streams may take in memory
 * @param recordBytesMax   largest record to be written, where that is less than what the topics take
 * @param forwardWaitingMax batches that may wait to be forwarded before deciding waits too
 * @param forwardTimeout   how long forwarding may take before its partitions are acquired again
 */
public record LoopConfig(
        int workers,
        int batchRecordsMax,
        int batchBytesMax,
        long cacheBytesMax,
        int recordBytesMax,
        int forwardWaitingMax,
        Duration forwardTimeout) {

    private static final String WORKERS = "command.workers";
    private static final String BATCH_RECORDS_MAX = "command.batch.records.max";
    private static final String BATCH_BYTES_MAX = "command.batch.bytes.max";
    private static final String CACHE_BYTES_MAX = "command.cache.bytes.max";
    private static final String RECORD_BYTES_MAX = "command.record.bytes.max";
    private static final String FORWARD_WAITING_MAX = "command.forward.waiting.max";
    private static final String FORWARD_TIMEOUT_MS = "command.forward.timeout.ms";

    /** The keys of this concern. */
    public static ConfigDef keys() {
        return new ConfigDef()
                .define(
                        WORKERS,
                        ConfigDef.Type.INT,
                        Math.max(1, Runtime.getRuntime().availableProcessors()),
                        ConfigDef.Range.between(1, 256),
                        ConfigDef.Importance.HIGH,
                        "Threads that decide. More than partitions is of no use. Default: as "
                                + "many as there are processors.")
                .define(
                        BATCH_RECORDS_MAX,
                        ConfigDef.Type.INT,
                        4000,
                        ConfigDef.Range.between(1, 100_000),
                        ConfigDef.Importance.MEDIUM,
                        "Commands of one batch at most. Larger batches cost less per command "
                                + "and more latency under load.")
                .define(
                        BATCH_BYTES_MAX,
                        ConfigDef.Type.INT,
                        8 << 20,
                        ConfigDef.Range.atLeast(1 << 10),
                        ConfigDef.Importance.MEDIUM,
                        "Bytes of one fetch at most, which bounds a batch's memory; a larger "
                                + "single record still comes.")
                .define(
                        CACHE_BYTES_MAX,
                        ConfigDef.Type.LONG,
                        24L << 20,
                        ConfigDef.Range.atLeast(0L),
                        ConfigDef.Importance.MEDIUM,
                        "About how many bytes the states of one partition's streams may take in memory; others are"
                                + " loaded with the batch that needs them.")
                .define(
                        RECORD_BYTES_MAX,
                        ConfigDef.Type.INT,
                        Integer.MAX_VALUE,
                        ConfigDef.Range.atLeast(1 << 12),
                        ConfigDef.Importance.LOW,
                        "Largest record of an event or a result, if it is to be smaller than what the topics take:"
                                + " their max.message.bytes, which the brokers are asked for. A command whose event"
                                + " would be larger is rejected.")
                .define(
                        FORWARD_WAITING_MAX,
                        ConfigDef.Type.INT,
                        4,
                        ConfigDef.Range.between(1, 1000),
                        ConfigDef.Importance.LOW,
                        "Committed batches that may wait to be forwarded before deciding waits too.")
                .define(
                        FORWARD_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        30_000L,
                        ConfigDef.Range.atLeast(1000L),
                        ConfigDef.Importance.LOW,
                        "How long forwarding may take before its partitions are acquired again.");
    }

    /** Takes the values of {@link #keys()} out of a service's configuration. */
    public static LoopConfig from(AbstractConfig config) {
        return new LoopConfig(
                config.getInt(WORKERS),
                config.getInt(BATCH_RECORDS_MAX),
                config.getInt(BATCH_BYTES_MAX),
                config.getLong(CACHE_BYTES_MAX),
                config.getInt(RECORD_BYTES_MAX),
                config.getInt(FORWARD_WAITING_MAX),
                Duration.ofMillis(config.getLong(FORWARD_TIMEOUT_MS)));
    }
}
