package dev.foldline.projection.readmodel;

import dev.foldline.contract.Topics;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A view's topic in memory, with its rows as its writer knows them. */
final class TopicLog {

    private final String topic;
    private final RegistrySchemas schemas;
    private final AvroEncoder encoder;
    private final Map<Integer, List<ConsumerRecord<byte[], byte[]>>> records = new TreeMap<>();
    private final Map<String, SpecificRecord> rows = new HashMap<>();
    private final Map<Integer, Long> first = new HashMap<>();
    private UUID id = new UUID(0, 1);

    TopicLog(String view, Schema row) {
        this.topic = Topics.DEFAULT.projection(view);
        MockSchemaRegistryClient client = new MockSchemaRegistryClient();
        try {
            client.register(Subjects.ofValue(topic), new AvroSchema(row));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RestClientException e) {
            throw new IllegalStateException(e);
        }
        this.schemas = new RegistrySchemas(client);
        this.encoder = AvroEncoder.ofValue(schemas, topic);
    }

    RegistrySchemas schemas() {
        return schemas;
    }

    String name() {
        return topic;
    }

    UUID id() {
        return id;
    }

    /** The rows that a table should have when everything is read. */
    Map<String, SpecificRecord> rows() {
        return rows;
    }

    void append(int partition, String key, @Nullable SpecificRecord row) {
        if (row == null) {
            rows.remove(key);
        } else {
            rows.put(key, row);
        }
        appendBytes(partition, key.getBytes(StandardCharsets.UTF_8), row == null ? null : encoder.encode(row));
    }

    void appendBytes(int partition, byte @Nullable [] key, byte @Nullable [] value) {
        all(partition).add(new ConsumerRecord<>(topic, partition, all(partition).size(), key, value));
    }

    /** The topic is deleted and created again, empty. */
    void createAgain() {
        id = new UUID(0, id.getLeastSignificantBits() + 1);
        records.clear();
        rows.clear();
        first.clear();
    }

    /** Everything below an offset is gone. */
    void truncate(int partition, long offset) {
        first.put(partition, offset);
    }

    long first(int partition) {
        return first.getOrDefault(partition, 0L);
    }

    long end(int partition) {
        return all(partition).size();
    }

    List<ConsumerRecord<byte[], byte[]>> from(int partition, long offset, int max) {
        List<ConsumerRecord<byte[], byte[]>> here = all(partition);
        return new ArrayList<>(here.subList((int) offset, (int) Math.min(here.size(), offset + max)));
    }

    private List<ConsumerRecord<byte[], byte[]>> all(int partition) {
        return records.computeIfAbsent(partition, _ -> new ArrayList<>());
    }
}
