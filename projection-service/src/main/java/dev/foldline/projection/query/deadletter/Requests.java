package dev.foldline.projection.query.deadletter;

import dev.foldline.projection.deadletter.Request;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes operators' requests for parked keys to a topic that is read by the instance that has the key. Thread-safe. */
public final class Requests implements AutoCloseable {

    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);
    private static final byte[] NOTHING = {};

    private final Producer<String, byte[]> producer;

    /** Takes over the producer. */
    Requests(Producer<String, byte[]> producer) {
        this.producer = producer;
    }

    /** With a producer of its own. */
    public static Requests to(String bootstrapServers) {
        int writeTimeoutMs = (int) WRITE_TIMEOUT.toMillis();
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.LINGER_MS_CONFIG, 0,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, writeTimeoutMs,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, writeTimeoutMs,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, writeTimeoutMs);
        return new Requests(new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer()));
    }

    /**
     * Writes a request, into the partition where its event came from.
     *
     * @throws KafkaException if Kafka did not confirm it; it may be written nevertheless, and a second one does no harm
     */
    void write(String topic, String key, Request request) {
        try {
            producer.send(new ProducerRecord<>(topic, request.partition(), key, NOTHING, request.headers()))
                    .get(WRITE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the request for key " + key + " could not be written: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while writing the request for key " + key, e);
        }
    }

    @Override
    public void close() {
        producer.close(WRITE_TIMEOUT);
    }
}
