package dev.foldline.e2e.replay;

import dev.foldline.contract.HeaderNames;
import dev.foldline.verify.source.KafkaSource;
import dev.foldline.verify.source.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a reader of committed records finds on a topic, all but the offsets.
 *
 * @param partitions by partition, its records in their order
 */
record TopicCopy(Map<Integer, List<Copy>> partitions) {

    /**
     * One record.
     *
     * @param position from its header
     * @param bytes    key, value and headers, in hexadecimal digits
     */
    record Copy(long position, long timestampMs, List<String> bytes) {}

    static TopicCopy read(String bootstrapServers, String topic, int partitions) {
        Map<Integer, List<Copy>> copies = new TreeMap<>();
        try (KafkaSource kafka = new KafkaSource(bootstrapServers)) {
            for (int partition = 0; partition < partitions; partition++) {
                List<Copy> records = new ArrayList<>();
                try (TopicReader reader = kafka.open(topic, partition)) {
                    reader.forEachRemaining(record -> records.add(copy(record)));
                }
                copies.put(partition, records);
            }
        }
        return new TopicCopy(copies);
    }

    List<Copy> records(int partition) {
        return partitions.getOrDefault(partition, List.of());
    }

    List<Long> positions(int partition) {
        return records(partition).stream().map(Copy::position).toList();
    }

    long count() {
        return partitions.values().stream().mapToLong(List::size).sum();
    }

    private static Copy copy(ConsumerRecord<byte[], byte[]> record) {
        HexFormat hex = HexFormat.of();
        List<String> bytes = new ArrayList<>(List.of(hex.formatHex(record.key()), hex.formatHex(record.value())));
        Stream.of(record.headers().toArray())
                .forEach(header -> bytes.add(header.key() + "=" + hex.formatHex(header.value())));
        String position =
                new String(record.headers().lastHeader(HeaderNames.POSITION).value(), StandardCharsets.UTF_8);
        return new Copy(Long.parseLong(position), record.timestamp(), bytes);
    }
}
