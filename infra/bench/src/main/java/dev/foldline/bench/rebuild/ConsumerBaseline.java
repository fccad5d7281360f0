package dev.foldline.bench.rebuild;

import dev.foldline.bench.stack.Rounds;
import dev.foldline.contract.Topics;
import dev.foldline.domain.version.GeneratedClasses;
import dev.foldline.stack.Endpoints;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The baseline: what the page about consuming shows, the client and the deserializer that everybody uses, and nothing
 * else.
 */
final class ConsumerBaseline {

    private static final int POLL_RECORDS_MAX = 2_000;

    private ConsumerBaseline() {}

    /** Events per second that one consumer polls and decodes. */
    static double rate(Endpoints endpoints, ManyEvents events) {
        GeneratedClasses.trust();
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                endpoints.bootstrapServers(),
                "schema.registry.url",
                endpoints.registryUrl(),
                "specific.avro.reader",
                true,
                "isolation.level",
                "read_committed",
                "max.poll.records",
                POLL_RECORDS_MAX,
                "key.deserializer",
                StringDeserializer.class,
                "value.deserializer",
                KafkaAvroDeserializer.class);
        List<TopicPartition> partitions = IntStream.range(0, events.partitions())
                .mapToObj(partition -> new TopicPartition(Topics.DEFAULT.events(), partition))
                .toList();
        try (KafkaConsumer<String, SpecificRecord> consumer = new KafkaConsumer<>(settings)) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            int decoded = 0;
            long firstNs = System.nanoTime();
            while (decoded < events.count()) {
                decoded += consumer.poll(Duration.ofSeconds(1)).count();
            }
            return decoded / Rounds.secondsSince(firstNs);
        }
    }
}
