package dev.foldline.runtime;

import dev.foldline.contract.KeyPartitioner;
import dev.foldline.contract.Topics;
import java.time.Duration;
import java.util.Arrays;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Where the pipeline is, which both services need.
 *
 * @param bootstrapServers Kafka's bootstrap servers
 * @param registryUrl      URL of a registry that speaks Confluent's API
 * @param topics           names of the topics, and how a key finds its partition
 * @param partitions       partitions of every topic, set once for the life of the pipeline
 * @param instanceId       name of this instance, the same after a restart and unlike every other
 * @param httpPort         port for health, metrics and queries; 0 takes a free one
 * @param startupTimeout   how long to wait for a server that is down at start
 * @param topicsCheckInterval how often the settings of the topics are looked at while the service runs
 */
public record PipelineConfig(
        String bootstrapServers,
        String registryUrl,
        Topics topics,
        int partitions,
        String instanceId,
        int httpPort,
        Duration startupTimeout,
        Duration topicsCheckInterval) {

    private static final String BOOTSTRAP_SERVERS = "foldline.bootstrap.servers";
    private static final String REGISTRY_URL = "foldline.registry.url";
    private static final String TOPICS_PREFIX = "foldline.topics.prefix";
    private static final String PARTITIONS = "foldline.partitions";
    private static final String PARTITIONER = "foldline.partitioner";
    private static final String INSTANCE_ID = "foldline.instance.id";
    private static final String HTTP_PORT = "foldline.http.port";
    private static final String STARTUP_TIMEOUT_MS = "foldline.startup.timeout.ms";
    private static final String TOPICS_CHECK_INTERVAL_MS = "foldline.topics.check.interval.ms";

    /** Postgres numbers partitions with a smallint, and each has a child table of its own. */
    private static final int PARTITIONS_MAX = 1024;

    /** The keys of this concern. */
    public static ConfigDef keys() {
        ConfigDef keys = new ConfigDef()
                .define(
                        BOOTSTRAP_SERVERS,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.HIGH,
                        "Kafka's bootstrap servers, host:port, comma-separated.")
                .define(
                        REGISTRY_URL,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.HIGH,
                        "URL of the schema registry, with the path of its Confluent API.")
                .define(
                        TOPICS_PREFIX,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.Importance.LOW,
                        "Put in front of every topic name, so that several pipelines can share a cluster.")
                .define(
                        PARTITIONS,
                        ConfigDef.Type.INT,
                        8,
                        ConfigDef.Range.between(1, PARTITIONS_MAX),
                        ConfigDef.Importance.HIGH,
                        "Partitions of every topic. Set once: a key's partition, and so its stream's owner, depends on"
                                + " it.")
                .define(
                        PARTITIONER,
                        ConfigDef.Type.STRING,
                        KeyPartitioner.MURMUR2.configName(),
                        ConfigDef.ValidString.in(Arrays.stream(KeyPartitioner.values())
                                .map(KeyPartitioner::configName)
                                .toArray(String[]::new)),
                        ConfigDef.Importance.HIGH,
                        "How a key finds its partition, in every sender and reader: murmur2 as Kafka's Java client,"
                                + " crc32 as librdkafka's consistent_random, fnv1a as Sarama's hash partitioner. Set"
                                + " once: a command in the partition of another one is refused.");
        return defineInstance(keys);
    }

    private static ConfigDef defineInstance(ConfigDef keys) {
        return keys.define(
                        INSTANCE_ID,
                        ConfigDef.Type.STRING,
                        "1",
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.HIGH,
                        "Name of this instance: the same after a restart, unlike that of every other instance. A"
                                + " restart within the session time-out then moves no partition.")
                .define(
                        HTTP_PORT,
                        ConfigDef.Type.INT,
                        0,
                        ConfigDef.Range.between(0, 65_535),
                        ConfigDef.Importance.MEDIUM,
                        "Port for health, metrics and queries; 0 takes a free one.")
                .define(
                        STARTUP_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        60_000L,
                        ConfigDef.Range.atLeast(0L),
                        ConfigDef.Importance.LOW,
                        "How long to wait at start for Kafka, Postgres and the registry before giving up.")
                .define(
                        TOPICS_CHECK_INTERVAL_MS,
                        ConfigDef.Type.LONG,
                        10_000L,
                        ConfigDef.Range.between(100L, 3_600_000L),
                        ConfigDef.Importance.LOW,
                        "How often a running service looks at partitions and settings of the topics; readiness names"
                                + " what breaks a promise.");
    }

    /** The partition of a key that is not empty. */
    public int partitionOf(String key) {
        return topics.partitioner().partitionOf(key, partitions);
    }

    /** Takes the values of {@link #keys()} out of a service's configuration. */
    public static PipelineConfig from(AbstractConfig config) {
        return new PipelineConfig(
                config.getString(BOOTSTRAP_SERVERS),
                config.getString(REGISTRY_URL),
                new Topics(config.getString(TOPICS_PREFIX), KeyPartitioner.named(config.getString(PARTITIONER))),
                config.getInt(PARTITIONS),
                config.getString(INSTANCE_ID),
                config.getInt(HTTP_PORT),
                Duration.ofMillis(config.getLong(STARTUP_TIMEOUT_MS)),
                Duration.ofMillis(config.getLong(TOPICS_CHECK_INTERVAL_MS)));
    }
}
