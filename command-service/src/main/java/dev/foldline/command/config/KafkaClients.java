package dev.foldline.command.config;

import dev.foldline.runtime.PipelineConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Settings of the Kafka clients. Nothing that the protocol leans on is left to a client's default.
 *
 * @param pipeline where Kafka is
 * @param group    time-outs of the group and of transactions
 * @param loop     sizes
 */
public record KafkaClients(PipelineConfig pipeline, GroupConfig group, LoopConfig loop) {

    /** How long sending the command of a dead letter again may take, half of it for finding where to. */
    public static final Duration RESEND_TIMEOUT = Duration.ofSeconds(20);

    private static final int FETCH_WAIT_MAX_MS = 100;
    private static final int TAIL_FETCH_WAIT_MAX_MS = 10;

    /**
     * Longest step of a worker between two polls, as no question to a server takes longer. A worker without progress
     * for this long is assumed to hang and is no longer kept in the group; after the same time again, a minute in all,
     * the group gives its partitions to others. The same time bounds how long a rebalance waits for a member that does
     * not answer.
     */
    public static final Duration STEP_TIMEOUT = Duration.ofSeconds(30);

    private static final int REQUEST_TIMEOUT_MS = 10_000;
    private static final int API_TIMEOUT_MS = 30_000;
    private static final int RECONNECT_BACKOFF_MAX_MS = 1_000;

    /** A batch's records wait for its flush, which comes within this time: fewer and larger requests, and no later. */
    private static final int LINGER_MS = 100;

    /**
     * A transaction that follows another at once is refused until the coordinator has ended that one everywhere, a
     * matter of milliseconds: the client's own 100 ms would be the greater part of the time that a command takes.
     */
    private static final int TRANSACTION_BACKOFF_MS = 5;

    private static final int PRODUCER_BATCH_BYTES = 256 << 10;
    private static final long PRODUCER_BUFFER_BYTES = 64L << 20;

    /** A dead letter is a command of any size that the commands topic took, and the error's headers. */
    public static final int REQUEST_BYTES_MAX = 16 << 20;

    /** Group id with the topics' prefix, so that pipelines on one cluster do not meet. */
    public String groupId() {
        return pipeline.topics().prefix() + group.groupId();
    }

    /** Under which a worker forwards. */
    public String transactionalId(String workerName) {
        return groupId() + "-" + workerName;
    }

    /** Settings of a worker's member of the group. */
    public Map<String, Object> member(String workerName) {
        Map<String, Object> settings = reader(workerName);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId());
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, workerName);
        settings.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class.getName()));
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int)
                group.sessionTimeout().toMillis());
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int)
                group.heartbeatInterval().toMillis());
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) STEP_TIMEOUT.toMillis());
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, loop.batchRecordsMax());
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, loop.batchBytesMax());
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, loop.batchBytesMax());
        return settings;
    }

    /** Settings of a consumer without a group, which reads what it is told to. */
    public Map<String, Object> reader(String name) {
        Map<String, Object> settings = common(name);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MAX_MS);
        settings.put(ConsumerConfig.CHECK_CRCS_CONFIG, true);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS);
        return settings;
    }

    /**
     * Settings of a reader that only wants what is there already: the fetch beyond it, which no record answers, holds
     * up whatever is read next.
     */
    public Map<String, Object> tail(String name) {
        Map<String, Object> settings = reader(name);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, TAIL_FETCH_WAIT_MAX_MS);
        return settings;
    }

    /** Settings of a worker's transactional producer. */
    public Map<String, Object> producer(String workerName) {
        int transactionTimeoutMs = (int) group.transactionTimeout().toMillis();
        Map<String, Object> settings = idempotentProducer(workerName);
        // The producer refuses a delivery time-out that a single request could outlast.
        settings.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.min(REQUEST_TIMEOUT_MS, transactionTimeoutMs - LINGER_MS));
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId(workerName));
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, transactionTimeoutMs);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, transactionTimeoutMs);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, TRANSACTION_BACKOFF_MS);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, PRODUCER_BATCH_BYTES);
        // When the broker checks a batch it makes an object of each header, unless the batch is compressed.
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, API_TIMEOUT_MS);
        return settings;
    }

    /**
     * Settings of the producer that sends the commands of dead letters again: one at a time, each without delay, and
     * given up within {@link #RESEND_TIMEOUT}.
     */
    public Map<String, Object> resender(String name) {
        int halfMs = (int) RESEND_TIMEOUT.toMillis() / 2;
        Map<String, Object> settings = idempotentProducer(name);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, halfMs);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, halfMs);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, halfMs);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return settings;
    }

    private Map<String, Object> idempotentProducer(String name) {
        Map<String, Object> settings = common(name);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, PRODUCER_BUFFER_BYTES);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES_MAX);
        return settings;
    }

    /** Settings of an admin client. */
    public Map<String, Object> admin(String name) {
        Map<String, Object> settings = common(name);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS);
        return settings;
    }

    private Map<String, Object> common(String name) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, pipeline.bootstrapServers());
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, name);
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_BACKOFF_MAX_MS);
        settings.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, 60_000);
        return settings;
    }
}
