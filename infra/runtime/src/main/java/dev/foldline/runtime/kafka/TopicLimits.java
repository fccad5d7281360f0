package dev.foldline.runtime.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The largest record that topics take: their {@code max.message.bytes}, as the brokers say at the start and every
 * minute. Where they do not say it, the last answer holds. Thread-safe.
 */
public final class TopicLimits implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TopicLimits.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    /** Kafka's default of {@code message.max.bytes}, until a broker has said something else. */
    private static final int DEFAULT_BYTES_MAX = 1_048_588;

    private final Admin admin;
    private final List<ConfigResource> topics;
    private final int cap;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("topic-limits").unstarted(this::readUntilClosed);
    private volatile Map<String, Integer> bytesMax = Map.of();

    private TopicLimits(Admin admin, Collection<String> topics, int cap) {
        this.admin = admin;
        this.topics = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        this.cap = cap;
    }

    /**
     * Reads the limits, and again from time to time.
     *
     * @param admin closed with this object
     * @param cap   what a producer sends at most, whatever the topics take
     */
    public static TopicLimits start(Admin admin, Collection<String> topics, int cap) {
        TopicLimits limits = new TopicLimits(admin, topics, cap);
        limits.read();
        limits.thread.start();
        return limits;
    }

    /** The largest record that a topic takes, as far as is known. */
    public int bytesMax(String topic) {
        return Math.min(cap, bytesMax.getOrDefault(topic, DEFAULT_BYTES_MAX));
    }

    private void readUntilClosed() {
        try {
            while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                read();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try {
            Map<String, Integer> said = new HashMap<>(bytesMax);
            Map<ConfigResource, Config> configs =
                    admin.describeConfigs(topics).all().get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            configs.forEach((topic, config) -> {
                ConfigEntry entry = config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
                if (entry != null && entry.value() != null) {
                    said.put(topic.name(), Integer.valueOf(entry.value()));
                }
            });
            if (!said.equals(bytesMax)) {
                log.info("largest records that the topics take, in bytes: {}", said);
            }
            bytesMax = Map.copyOf(said);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            log.info("the brokers do not say which records their topics take, {} holds: {}", bytesMax, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(ANSWER_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        admin.close(Duration.ZERO);
    }
}
