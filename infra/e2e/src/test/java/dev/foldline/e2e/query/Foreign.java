package dev.foldline.e2e.query;

import dev.foldline.contract.Topics;
import dev.foldline.stack.Endpoints;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes records to the events topic that are not events: a mistake that no projection can apply. */
final class Foreign {

    private Foreign() {}

    static void write(Endpoints endpoints, String key) throws ExecutionException, InterruptedException {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", endpoints.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.DEFAULT.events(), key, new byte[] {1}))
                    .get();
        }
    }
}
