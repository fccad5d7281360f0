package dev.foldline.e2e.rebuild;

import dev.foldline.contract.Topics;
import dev.foldline.example.account.AccountBalances;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.UndecodableException;
import dev.foldline.stack.Endpoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Consumes the topic of account-balances as anybody would, from a moment on. Not thread-safe. */
final class ViewRecords implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final AvroDecoder decoder;

    /** A row as it was published; null where it was removed. */
    record Published(String account, @Nullable AccountBalance row) {}

    /** Begins with what is published from now on. */
    ViewRecords(Endpoints endpoints, int partitions) {
        String topic = Topics.DEFAULT.projection(AccountBalances.NAME);
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        this.decoder =
                new AvroDecoder(RegistrySchemas.at(endpoints.registryUrl()), List.of(AccountBalance.getClassSchema()));
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        endpoints.bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "none"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(this.partitions);
        consumer.seekToEnd(this.partitions);
        this.partitions.forEach(consumer::position);
    }

    /** Everything that is there by now and was not taken yet, in order for each key. */
    List<Published> take() {
        List<Published> published = new ArrayList<>();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream()
                .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                published.add(new Published(record.key(), record.value() == null ? null : row(record.value())));
            }
        }
        return published;
    }

    private AccountBalance row(byte[] value) {
        try {
            return (AccountBalance) decoder.decode(value);
        } catch (UndecodableException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
