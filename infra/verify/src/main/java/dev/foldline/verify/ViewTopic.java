package dev.foldline.verify;

import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.UndecodableException;
import dev.foldline.verify.source.KafkaSource;
import dev.foldline.verify.source.TopicReader;
import dev.foldline.verify.source.VerifyException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The rows of a view's compacted topic: the last value of each key. */
final class ViewTopic {

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final KafkaSource kafka;
    private final String topic;
    private final AvroDecoder decoder;
    private final Duration waitMax;
    private final Map<String, SpecificRecord> rows = new HashMap<>();
    private final Map<Integer, Long> nextOffsets = new HashMap<>();

    /**
     * @param waitMax how long the view may take to catch up
     */
    ViewTopic(KafkaSource kafka, String topic, AvroDecoder decoder, Duration waitMax) {
        this.kafka = kafka;
        this.topic = topic;
        this.decoder = decoder;
        this.waitMax = waitMax;
    }

    /** Reads until the rows are as wanted, or the time has passed. */
    Map<String, SpecificRecord> readUntil(Predicate<Map<String, SpecificRecord>> wanted) {
        int partitions = kafka.partitions(topic);
        long deadlineNs = System.nanoTime() + waitMax.toNanos();
        readToEnd(partitions);
        while (!wanted.test(rows) && System.nanoTime() - deadlineNs < 0) {
            pause();
            readToEnd(partitions);
        }
        return rows;
    }

    private void readToEnd(int partitions) {
        for (int partition = 0; partition < partitions; partition++) {
            try (TopicReader records = kafka.open(topic, partition, nextOffsets.getOrDefault(partition, 0L))) {
                records.forEachRemaining(this::apply);
                nextOffsets.put(partition, records.end());
            }
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            rows.remove(key);
            return;
        }
        try {
            rows.put(key, decoder.decode(record.value()));
        } catch (UndecodableException e) {
            throw new VerifyException(
                    topic + " partition " + record.partition() + " offset " + record.offset() + ": " + e.getMessage(),
                    e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VerifyException("interrupted while waiting for a view", e);
        }
    }
}
