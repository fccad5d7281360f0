package dev.foldline.bench.write;

import dev.foldline.bench.stack.PartitionOffsets;
import dev.foldline.bench.stack.Rounds;
import dev.foldline.contract.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What Kafka takes when nothing is to be decided: the same commands are read, and for each an event and a result of
 * those that the pipeline has written is written to other topics as it is, by as many pairs of a bare consumer and a
 * bare producer as command-service has workers.
 */
final class PassThroughBaseline {

    private static final String EVENTS = "bench-pass-through-events";
    private static final String RESULTS = "bench-pass-through-results";

    /** The first warms up; the best counts, as a baseline should be high. */
    private static final int ROUNDS = 2;

    /** Records of a topic that are written again and again: what they hold hardly differs. */
    private static final int SAMPLE_RECORDS_MAX = 2_000;

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int POLL_RECORDS_MAX = 4_000;
    private static final int LINGER_MS = 5;
    private static final int BATCH_BYTES_MAX = 128 * 1024;

    private final String bootstrapServers;
    private final int pairs;
    private final List<Long> from;
    private final List<Long> until;

    /**
     * @param from  by partition, offset of the first command
     * @param until by partition, offset behind the last
     */
    PassThroughBaseline(String bootstrapServers, int pairs, List<Long> from, List<Long> until) {
        this.bootstrapServers = bootstrapServers;
        this.pairs = pairs;
        this.from = from;
        this.until = until;
    }

    /** Commands per second. */
    double run(PartitionOffsets offsets) {
        offsets.createTopic(EVENTS);
        offsets.createTopic(RESULTS);
        Cycle events = sample(Topics.DEFAULT.events(), EVENTS);
        Cycle results = sample(Topics.DEFAULT.commandResults(), RESULTS);
        long count = IntStream.range(0, from.size())
                .mapToLong(partition -> until.get(partition) - from.get(partition))
                .sum();
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<Callable<Void>> parts = new ArrayList<>();
            for (int pair = 0; pair < pairs; pair++) {
                parts.add(part(pair, events, results));
            }
            best = Math.max(best, count / Rounds.secondsOf(parts));
        }
        return best;
    }

    /** Every partition whose turn is this pair's. */
    private Callable<Void> part(int number, Cycle events, Cycle results) {
        List<TopicPartition> partitions = IntStream.range(0, from.size())
                .filter(partition -> partition % pairs == number)
                .mapToObj(partition -> new TopicPartition(Topics.DEFAULT.commands(), partition))
                .toList();
        return () -> {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer();
                    KafkaProducer<byte[], byte[]> producer =
                            new KafkaProducer<>(producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
                consumer.assign(partitions);
                partitions.forEach(partition -> consumer.seek(partition, from.get(partition.partition())));
                while (!partitions.stream()
                        .allMatch(partition -> consumer.position(partition) >= until.get(partition.partition()))) {
                    for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL)) {
                        var _ = producer.send(events.of(read));
                        var _ = producer.send(results.of(read));
                    }
                }
                producer.flush();
            }
            return null;
        };
    }

    /** Records of a topic's first partition, in turn. */
    private record Cycle(List<ConsumerRecord<byte[], byte[]>> records, String target) {

        /** What is written for a command. */
        ProducerRecord<byte[], byte[]> of(ConsumerRecord<byte[], byte[]> command) {
            ConsumerRecord<byte[], byte[]> one = records.get((int) (command.offset() % records.size()));
            // Headers are copied, as command-service has to do: sending a record makes its headers read-only.
            return new ProducerRecord<>(
                    target, command.partition(), null, one.key(), one.value(), new RecordHeaders(one.headers()));
        }
    }

    private Cycle sample(String topic, String target) {
        TopicPartition first = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(List.of(first));
            long end = consumer.endOffsets(List.of(first)).getOrDefault(first, 0L);
            consumer.seek(first, Math.max(0, end - SAMPLE_RECORDS_MAX));
            while (consumer.position(first) < end) {
                consumer.poll(POLL).forEach(records::add);
            }
        }
        return new Cycle(List.copyOf(records), target);
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                POLL_RECORDS_MAX);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> producer() {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.LINGER_MS_CONFIG,
                LINGER_MS,
                ProducerConfig.BATCH_SIZE_CONFIG,
                BATCH_BYTES_MAX,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4");
    }
}
