package dev.foldline.client;

import io.confluent.kafka.serializers.AbstractKafkaSchemaSerDeConfig;
import io.confluent.kafka.serializers.subject.TopicRecordNameStrategy;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The client's settings of its producer, consumer and serializer: nothing that matters is left to their defaults. */
final class ClientConfigs {

    private static final Duration LINGER = Duration.ofMillis(5);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
    private static final int BATCH_BYTES_MAX = 128 * 1024;
    private static final int REQUEST_BYTES_MAX = 1024 * 1024;
    private static final long BUFFER_BYTES_MAX = 64L * 1024 * 1024;
    private static final int IN_FLIGHT_REQUESTS_MAX = 5;
    private static final int POLL_RECORDS_MAX = 10_000;

    private ClientConfigs() {}

    /**
     * In order and without repeats per partition; not compressed, see decision 0014.
     *
     * @param timeout after which nobody waits for a command any more, so it is no longer sent either
     */
    static Map<String, Object> producer(String bootstrapServers, Duration timeout) {
        Duration delivery = least(DELIVERY_TIMEOUT, timeout);
        // Room for one repetition; Kafka wants a delivery to last at least as long as linger and one request.
        Duration request = least(REQUEST_TIMEOUT, delivery.dividedBy(2));
        return Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, IN_FLIGHT_REQUESTS_MAX),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, LINGER.toMillis()),
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES_MAX),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES_MAX),
                Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES_MAX),
                Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none"),
                Map.entry(
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        least(CALL_TIMEOUT, timeout).toMillis()),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) request.toMillis()),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) delivery.toMillis()));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * Reads only committed records. If its offset is gone it begins again with the oldest record, because repeats do no
     * harm.
     */
    static Map<String, Object> consumer(String bootstrapServers, Duration timeout) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                POLL_RECORDS_MAX,
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) least(REQUEST_TIMEOUT, timeout).toMillis(),
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) least(CALL_TIMEOUT, timeout).toMillis());
    }

    /** Looks schemas up in the subject of topic and record; the step register-schemas registers them. */
    static Map<String, Object> serializer(String registryUrl) {
        return Map.of(
                AbstractKafkaSchemaSerDeConfig.SCHEMA_REGISTRY_URL_CONFIG,
                registryUrl,
                AbstractKafkaSchemaSerDeConfig.AUTO_REGISTER_SCHEMAS,
                false,
                AbstractKafkaSchemaSerDeConfig.USE_LATEST_VERSION,
                false,
                AbstractKafkaSchemaSerDeConfig.VALUE_SUBJECT_NAME_STRATEGY,
                TopicRecordNameStrategy.class.getName());
    }
}
