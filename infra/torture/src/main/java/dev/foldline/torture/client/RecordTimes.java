package dev.foldline.torture.client;

import dev.foldline.client.CommandClient;
import dev.foldline.contract.Topics;
import dev.foldline.stack.Endpoints;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Opens clients, and gives their records wrong times while a fault asks for it: of 1970, of 2100, and the last one that
 * a record can have. Thread-safe.
 */
public final class RecordTimes {

    private static final List<Long> WRONG_MS =
            List.of(0L, 1L, Instant.parse("2100-01-01T00:00:00Z").toEpochMilli(), Long.MAX_VALUE);

    /** How the interceptor, which Kafka makes, finds this object in its settings. */
    private static final String SETTING = "torture.record.times";

    private final AtomicInteger records = new AtomicInteger();
    private volatile boolean wrong;

    /** Opens a client. */
    CommandClient open(Endpoints endpoints, Duration resultTimeout) {
        return CommandClient.open(
                endpoints.bootstrapServers(),
                endpoints.registryUrl(),
                Topics.DEFAULT,
                resultTimeout,
                Map.of(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, List.of(Interceptor.class.getName()), SETTING, this));
    }

    /** Whether every second record has a wrong time from now on. */
    public void wrong(boolean from) {
        wrong = from;
    }

    /** How many records had a wrong time. */
    public int count() {
        return records.get() / 2;
    }

    private @Nullable Long next() {
        if (!wrong) {
            return null;
        }
        int number = records.incrementAndGet();
        return number % 2 == 0 ? WRONG_MS.get(number / 2 % WRONG_MS.size()) : null;
    }

    /** Made by Kafka, one per client. */
    public static final class Interceptor implements ProducerInterceptor<String, Object> {

        private RecordTimes times = new RecordTimes();

        @Override
        public void configure(Map<String, ?> settings) {
            times = (RecordTimes) Objects.requireNonNull(settings.get(SETTING), SETTING);
        }

        @Override
        public ProducerRecord<String, Object> onSend(ProducerRecord<String, Object> record) {
            Long timeMs = times.next();
            return timeMs == null
                    ? record
                    : new ProducerRecord<>(
                            record.topic(), record.partition(), timeMs, record.key(), record.value(), record.headers());
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception failure) {}

        @Override
        public void close() {}
    }
}
