package dev.foldline.projection.config;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How projections run on Kafka Streams; each projection is a Streams application of its own.
 *
 * @param applicationPrefix     put in front of a projection's name and version to make its application id
 * @param threads               stream threads per projection
 * @param rebuildThreads        stream threads of a build that is made beside the one that serves
 * @param commitInterval        how long rows may wait for their transaction to commit: the age of a view under load
 * @param stateDir              folder of the stores
 * @param replicationFactor     of the changelog topics; -1 takes the broker's default
 * @param sessionTimeout        after which a killed instance's partitions go to another
 * @param transactionTimeout    after which the broker aborts a killed instance's transaction
 * @param cacheBytesMax         rows on the heap between two commits, per projection
 * @param rocksDbBytesMax       memory of all RocksDB stores outside the heap
 * @param pollRecordsMax        events taken from the consumer at once
 * @param threadReplacementsMax stream threads replaced within ten minutes before a projection gives up
 * @param parkedEventsMax       events parked in one partition before a projection gives up
 * @param closeTimeout          how long a clean stop may take
 * @param standbyReplicas       copies of each store on other instances
 * @param advertisedUrl         where other instances reach this one; empty for this machine's own
 */
public record StreamsSettings(
        String applicationPrefix,
        int threads,
        int rebuildThreads,
        Duration commitInterval,
        Path stateDir,
        int replicationFactor,
        Duration sessionTimeout,
        Duration transactionTimeout,
        long cacheBytesMax,
        long rocksDbBytesMax,
        int pollRecordsMax,
        int threadReplacementsMax,
        int parkedEventsMax,
        Duration closeTimeout,
        int standbyReplicas,
        String advertisedUrl) {

    private static final String APPLICATION_PREFIX = "projection.application.prefix";
    private static final String THREADS = "projection.threads";
    private static final String REBUILD_THREADS = "projection.rebuild.threads";
    private static final String COMMIT_INTERVAL_MS = "projection.commit.interval.ms";
    private static final String STATE_DIR = "projection.state.dir";
    private static final String REPLICATION_FACTOR = "projection.replication.factor";
    private static final String SESSION_TIMEOUT_MS = "projection.session.timeout.ms";
    private static final String TRANSACTION_TIMEOUT_MS = "projection.transaction.timeout.ms";
    private static final String CACHE_BYTES_MAX = "projection.cache.bytes.max";
    private static final String ROCKSDB_BYTES_MAX = "projection.rocksdb.bytes.max";
    private static final String POLL_RECORDS_MAX = "projection.poll.records.max";
    private static final String THREAD_REPLACEMENTS_MAX = "projection.thread.replacements.max";
    private static final String PARKED_EVENTS_MAX = "projection.parked.events.max";
    private static final String CLOSE_TIMEOUT_MS = "projection.close.timeout.ms";
    private static final String STANDBY_REPLICAS = "projection.standby.replicas";
    private static final String ADVERTISED_URL = "projection.advertised.url";

    private static final int THREADS_DEFAULT_MAX = 2;
    private static final long MEGABYTE = 1024 * 1024;

    /** The keys of this concern. */
    public static ConfigDef keys() {
        return sharing(limits(new ConfigDef()
                .define(
                        APPLICATION_PREFIX,
                        ConfigDef.Type.STRING,
                        "foldline-projection-",
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.LOW,
                        "Put in front of a projection's name to make its Streams application id, behind the topics'"
                                + " prefix.")
                .define(
                        THREADS,
                        ConfigDef.Type.INT,
                        Math.min(THREADS_DEFAULT_MAX, Runtime.getRuntime().availableProcessors()),
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.MEDIUM,
                        "Stream threads per projection; more than there are partitions stay idle.")
                .define(
                        COMMIT_INTERVAL_MS,
                        ConfigDef.Type.LONG,
                        100L,
                        ConfigDef.Range.atLeast(1L),
                        ConfigDef.Importance.MEDIUM,
                        "How long rows may wait for their transaction: a short one keeps views fresh, a long one writes"
                                + " fewer rows.")
                .define(
                        STATE_DIR,
                        ConfigDef.Type.STRING,
                        "projection-state",
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.HIGH,
                        "Folder of the stores, with a sub-folder per instance. A lost one is restored from the"
                                + " changelog topics.")
                .define(
                        REPLICATION_FACTOR,
                        ConfigDef.Type.INT,
                        -1,
                        ConfigDef.Range.atLeast(-1),
                        ConfigDef.Importance.MEDIUM,
                        "Replicas of the changelog topics; -1 takes the broker's default.")
                .define(
                        SESSION_TIMEOUT_MS,
                        ConfigDef.Type.INT,
                        8_000,
                        ConfigDef.Range.atLeast(6_000),
                        ConfigDef.Importance.MEDIUM,
                        "After how long without a heartbeat an instance counts as dead. Brokers refuse less than 6 s.")
                .define(
                        TRANSACTION_TIMEOUT_MS,
                        ConfigDef.Type.INT,
                        10_000,
                        ConfigDef.Range.atLeast(1_000),
                        ConfigDef.Importance.MEDIUM,
                        "After how long the broker aborts a dead instance's transaction; longer than the commit"
                                + " interval.")));
    }

    private static ConfigDef sharing(ConfigDef keys) {
        return keys.define(
                        STANDBY_REPLICAS,
                        ConfigDef.Type.INT,
                        0,
                        ConfigDef.Range.atLeast(0),
                        ConfigDef.Importance.MEDIUM,
                        "Copies of each store that other instances keep up to date, to take over at once; with"
                                + " 0 a store is first restored from its changelog.")
                .define(
                        ADVERTISED_URL,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(
                                AdvertisedAddress::check, () -> "empty or http://HOST:PORT, for other instances"),
                        ConfigDef.Importance.HIGH,
                        "Where other instances reach this one, http://HOST:PORT; empty for 127.0.0.1 and the HTTP port,"
                                + " which serves as long as all instances are on one machine.")
                .define(
                        REBUILD_THREADS,
                        ConfigDef.Type.INT,
                        Runtime.getRuntime().availableProcessors(),
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.MEDIUM,
                        "Stream threads of a build that is made beside the one that serves. It keeps them until the"
                                + " service starts again, so that they cost no pause when it takes over.");
    }

    private static ConfigDef limits(ConfigDef keys) {
        return keys.define(
                        CACHE_BYTES_MAX,
                        ConfigDef.Type.LONG,
                        64 * MEGABYTE,
                        ConfigDef.Range.atLeast(MEGABYTE),
                        ConfigDef.Importance.MEDIUM,
                        "Rows held on the heap between two commits, per projection; a row that does not fit is written"
                                + " early.")
                .define(
                        ROCKSDB_BYTES_MAX,
                        ConfigDef.Type.LONG,
                        128 * MEGABYTE,
                        ConfigDef.Range.atLeast(16 * MEGABYTE),
                        ConfigDef.Importance.MEDIUM,
                        "Memory outside the heap of all RocksDB stores of this process together.")
                .define(
                        POLL_RECORDS_MAX,
                        ConfigDef.Type.INT,
                        20_000,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.LOW,
                        "Events taken from the consumer at once.")
                .define(
                        THREAD_REPLACEMENTS_MAX,
                        ConfigDef.Type.INT,
                        20,
                        ConfigDef.Range.atLeast(0),
                        ConfigDef.Importance.LOW,
                        "How many failed stream threads are replaced within ten minutes before a projection gives up.")
                .define(
                        PARKED_EVENTS_MAX,
                        ConfigDef.Type.INT,
                        100_000,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.LOW,
                        "How many events may be parked in one partition, behind those that cannot be applied, before a"
                                + " projection gives up: so many are no single bad event.")
                .define(
                        CLOSE_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        20_000L,
                        ConfigDef.Range.atLeast(0L),
                        ConfigDef.Importance.LOW,
                        "How long a clean stop of a projection may take before it is cut off.");
    }

    /** Takes the values of {@link #keys()} out of the service's configuration. */
    public static StreamsSettings from(AbstractConfig config) {
        return new StreamsSettings(
                config.getString(APPLICATION_PREFIX),
                config.getInt(THREADS),
                config.getInt(REBUILD_THREADS),
                Duration.ofMillis(config.getLong(COMMIT_INTERVAL_MS)),
                Path.of(config.getString(STATE_DIR)),
                config.getInt(REPLICATION_FACTOR),
                Duration.ofMillis(config.getInt(SESSION_TIMEOUT_MS)),
                Duration.ofMillis(config.getInt(TRANSACTION_TIMEOUT_MS)),
                config.getLong(CACHE_BYTES_MAX),
                config.getLong(ROCKSDB_BYTES_MAX),
                config.getInt(POLL_RECORDS_MAX),
                config.getInt(THREAD_REPLACEMENTS_MAX),
                config.getInt(PARKED_EVENTS_MAX),
                Duration.ofMillis(config.getLong(CLOSE_TIMEOUT_MS)),
                config.getInt(STANDBY_REPLICAS),
                config.getString(ADVERTISED_URL));
    }
}
