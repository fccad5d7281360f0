package dev.foldline.projection.readmodel;

import dev.foldline.projection.config.ReadModelSettings;
import dev.foldline.runtime.PipelineConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Settings of the Kafka clients of read models; nothing that matters is left to a client's default. */
record ReadModelClients(PipelineConfig pipeline, ReadModelSettings settings) {

    /** How long a request to the broker may take. */
    static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(8);
    private static final int HEARTBEATS_PER_SESSION = 4;

    /**
     * A rebalance waits this long for a member, and a member waits this long for the answer of a coordinator that has
     * lost its request. A step in which Postgres makes every partition wait may take longer. Then the member loses its
     * place in the group, and nothing is written twice, because the checkpoint has moved.
     */
    private static final Duration POLL_INTERVAL_MAX = Duration.ofMinutes(1);

    private static final int FETCH_WAIT_MAX_MS = 100;
    private static final int RECONNECT_BACKOFF_MAX_MS = 1_000;

    /** Settings of this instance's member of a read model's group. */
    Map<String, Object> member(String readModel) {
        Map<String, Object> values = common(readModel);
        values.put(ConsumerConfig.GROUP_ID_CONFIG, pipeline.topics().prefix() + settings.groupPrefix() + readModel);
        values.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        values.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, pipeline.instanceId());
        values.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class.getName()));
        int sessionTimeoutMs = (int) SESSION_TIMEOUT.toMillis();
        values.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, sessionTimeoutMs);
        values.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, sessionTimeoutMs / HEARTBEATS_PER_SESSION);
        values.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) POLL_INTERVAL_MAX.toMillis());
        values.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.batchRecordsMax());
        values.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, settings.batchBytesMax());
        values.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        values.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MAX_MS);
        values.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        values.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        values.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // The checkpoints say where to read, and what to do if the topic does not have that offset.
        values.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        values.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        values.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        values.put(ConsumerConfig.CHECK_CRCS_CONFIG, true);
        values.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) CALL_TIMEOUT.toMillis());
        return values;
    }

    /** Settings of the client that asks for the topics' ids. */
    Map<String, Object> admin() {
        Map<String, Object> values = common("topics");
        values.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) CALL_TIMEOUT.toMillis());
        return values;
    }

    private Map<String, Object> common(String name) {
        return new HashMap<>(Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                pipeline.bootstrapServers(),
                CommonClientConfigs.CLIENT_ID_CONFIG,
                "read-model-" + name + "-" + pipeline.instanceId(),
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
                (int) REQUEST_TIMEOUT.toMillis(),
                CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                RECONNECT_BACKOFF_MAX_MS));
    }
}
