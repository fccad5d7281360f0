package dev.foldline.bench.latency;

import dev.foldline.bench.stack.OpenLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The baseline: how long a record takes from a bare producer to a bare consumer, at the same rate and with the same
 * time to fill a batch as {@code CommandClient} has.
 */
final class RoundTripBaseline {

    static final String TOPIC = "bench-round-trip";

    private static final int LINGER_MS = 5;
    private static final int RECORD_BYTES = 128;
    private static final Duration REST_MAX = Duration.ofSeconds(30);

    private final String bootstrapServers;
    private final int partitions;

    /**
     * @param partitions of the topic, which is there
     */
    RoundTripBaseline(String bootstrapServers, int partitions) {
        this.bootstrapServers = bootstrapServers;
        this.partitions = partitions;
    }

    Latencies run(int rate, Duration length) throws InterruptedException {
        Latencies latencies = new Latencies();
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                LINGER_MS);
        CountDownLatch open = new CountDownLatch((int) (rate * length.toSeconds()));
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
                TopicWatch _ = new TopicWatch(bootstrapServers, TOPIC, partitions, record -> {
                    latencies.done(ByteBuffer.wrap(record.value()).getLong());
                    open.countDown();
                })) {
            int[] next = {0};
            new OpenLoop(rate).run(length, dueNs -> {
                byte[] value = ByteBuffer.allocate(RECORD_BYTES).putLong(dueNs).array();
                next[0] = (next[0] + 1) % partitions;
                var _ = producer.send(new ProducerRecord<>(TOPIC, next[0], null, value));
            });
            var _ = open.await(REST_MAX.toMillis(), TimeUnit.MILLISECONDS);
        }
        return latencies;
    }
}
