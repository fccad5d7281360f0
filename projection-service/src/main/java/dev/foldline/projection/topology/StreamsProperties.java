package dev.foldline.projection.topology;

import dev.foldline.projection.config.AdvertisedAddress;
import dev.foldline.projection.config.StreamsSettings;
import dev.foldline.projection.handover.Phase;
import dev.foldline.runtime.PipelineConfig;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The configuration of one projection's Streams application; nothing that matters is left to the library's default. */
public final class StreamsProperties {

    private static final int HEARTBEATS_PER_SESSION = 4;
    private static final int BATCH_BYTES = 64 * 1024;
    private static final int FETCH_BYTES_PER_PARTITION_MAX = 4 * 1024 * 1024;
    private static final int BUFFERED_RECORDS_PER_PARTITION_MAX = 2_000;
    private static final int BUFFERED_BATCHES_PER_PARTITION_MAX = 2;
    private static final Duration BUILD_COMMIT_INTERVAL = Duration.ofSeconds(2);
    private static final int COMMITS_PER_TRANSACTION_TIMEOUT = 4;

    private static final Duration QUESTION_MAX = Duration.ofSeconds(30);

    /**
     * Longest time between two polls of a stream thread. A rebalance waits this long for a member that does not answer,
     * and a member waits this long for the answer of a coordinator that has lost its request.
     */
    private static final Duration POLL_INTERVAL_MAX = QUESTION_MAX.multipliedBy(2);

    private static final Duration STATE_CLEANUP_DELAY = Duration.ofMinutes(10);
    /** A new instance takes partitions over when it has restored them; this is how often Streams checks that. */
    private static final Duration PROBING_REBALANCE_INTERVAL = Duration.ofMinutes(1);

    private static final Duration TASK_TIMEOUT = Duration.ofMinutes(5);

    /**
     * A transaction that follows another at once is refused until the coordinator has ended that one everywhere. That
     * takes a few milliseconds; the client's own backoff of 100 ms would double the time between two commits.
     */
    private static final int TRANSACTION_BACKOFF_MS = 5;

    private StreamsProperties() {}

    /** Consumer group, prefix of the changelog topics and of the transactional ids; another for each build. */
    public static String applicationId(String buildName, PipelineConfig pipeline, StreamsSettings settings) {
        return pipeline.topics().prefix() + settings.applicationPrefix() + buildName;
    }

    /** Client id of an instance of an application; the client ids of its threads begin with it. */
    static String clientId(String applicationId, PipelineConfig pipeline) {
        return applicationId + "-" + pipeline.instanceId();
    }

    /** The properties of one build. */
    public static Properties of(
            String applicationId, PipelineConfig pipeline, StreamsSettings settings, RocksDbMemory memory) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        properties.put(StreamsConfig.CLIENT_ID_CONFIG, clientId(applicationId, pipeline));
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, pipeline.bootstrapServers());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.commitInterval().toMillis());
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, settings.cacheBytesMax());
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                settings.stateDir().resolve(pipeline.instanceId()).toString());
        properties.put(StreamsConfig.STATE_CLEANUP_DELAY_MS_CONFIG, STATE_CLEANUP_DELAY.toMillis());
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.replicationFactor());
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbyReplicas());
        AdvertisedAddress.of(settings.advertisedUrl(), pipeline.httpPort())
                .ifPresent(address -> properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, address.hostAndPort()));
        properties.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_REBALANCE_INTERVAL.toMillis());
        properties.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, TASK_TIMEOUT.toMillis());
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, BUFFERED_RECORDS_PER_PARTITION_MAX);
        properties.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.NO_OPTIMIZATION);
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, FailQuietly.class);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemory.Setter.class);
        properties.put(RocksDbMemory.CONFIG_KEY, memory);
        // A row has the time of its event, which is from the clock of the process that decided it.
        properties.put(
                StreamsConfig.topicPrefix(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG),
                String.valueOf(Long.MAX_VALUE));
        putConsumer(properties, pipeline, settings);
        putProducer(properties, settings);
        return properties;
    }

    /**
     * The properties of one build of a projection, whose records come in batches.
     *
     * @param first phase of its tasks at the beginning: one that is to be built has threads of its own number, and
     *              writes its rows less often until it serves, so that an event costs no write of a row
     */
    static Properties ofBuild(
            String applicationId,
            Phase first,
            PipelineConfig pipeline,
            StreamsSettings settings,
            RocksDbMemory memory) {
        Properties properties = of(applicationId, pipeline, settings, memory);
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, BUFFERED_BATCHES_PER_PARTITION_MAX);
        if (first == Phase.BUILDING) {
            long commitIntervalMs = Math.max(
                    settings.commitInterval().toMillis(),
                    Math.min(
                            BUILD_COMMIT_INTERVAL.toMillis(),
                            settings.transactionTimeout().toMillis() / COMMITS_PER_TRANSACTION_TIMEOUT));
            properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitIntervalMs);
            properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.rebuildThreads());
        }
        return properties;
    }

    private static void putConsumer(Properties properties, PipelineConfig pipeline, StreamsSettings settings) {
        int sessionTimeoutMs = Math.toIntExact(settings.sessionTimeout().toMillis());
        properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        // Static membership: an instance that was killed and is started again gets its partitions back at once.
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), pipeline.instanceId());
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), sessionTimeoutMs);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), (int)
                POLL_INTERVAL_MAX.toMillis());
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG), (int)
                QUESTION_MAX.toMillis());
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
                sessionTimeoutMs / HEARTBEATS_PER_SESSION);
        // A new view begins with the first event. So does one whose offsets have expired: the gate drops what it has
        // seen.
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), settings.pollRecordsMax());
        properties.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
                FETCH_BYTES_PER_PARTITION_MAX);
    }

    private static void putProducer(Properties properties, StreamsSettings settings) {
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), TRANSACTION_BACKOFF_MS);
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                Math.toIntExact(settings.transactionTimeout().toMillis()));
    }
}
