package dev.foldline.projection.topology;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.Topics;
import dev.foldline.domain.Domains;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.confluent.kafka.serializers.subject.TopicRecordNameStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;

/** Records of the events topic as command-service writes them, and a registry in memory that has every schema. */
final class EventLog {

    static final Instant AT = Instant.parse("2026-01-01T00:00:00.123456Z");

    private final int partitions;
    private final RegistrySchemas schemas;
    private final AvroEncoder encoder;
    private final KafkaAvroSerializer serializer;

    EventLog() {
        this(1);
    }

    /**
     * @param partitions of the topic, as its readers are told; all records are of the first
     */
    EventLog(int partitions) {
        this.partitions = partitions;
        MockSchemaRegistryClient client = new MockSchemaRegistryClient();
        Domains domains = Domains.onClassPath();
        domains.events().forEach(event -> register(client, Subjects.ofRecord(Topics.DEFAULT.events(), event), event));
        domains.views()
                .forEach((view, row) -> register(client, Subjects.ofValue(Topics.DEFAULT.projection(view)), row));
        register(client, Subjects.ofRecord(Topics.DEFAULT.events(), LaterAccounts.OPENED), LaterAccounts.OPENED);
        schemas = new RegistrySchemas(client);
        encoder = AvroEncoder.ofRecords(schemas, Topics.DEFAULT.events());
        serializer = new KafkaAvroSerializer(
                client,
                Map.of(
                        "schema.registry.url",
                        "mock://unused",
                        "auto.register.schemas",
                        false,
                        "value.subject.name.strategy",
                        TopicRecordNameStrategy.class.getName()));
    }

    int partitions() {
        return partitions;
    }

    RegistrySchemas schemas() {
        return schemas;
    }

    /** An event's record at a position. */
    TestRecord<String, byte[]> event(String aggregateId, long version, long position, SpecificRecord event) {
        return raw(aggregateId, version, position, event.getSchema().getFullName(), encoder.encode(event));
    }

    /** The record of an event that another build, with other generated classes, has written. */
    TestRecord<String, byte[]> foreign(String aggregateId, long version, long position, GenericRecord event) {
        byte[] value = serializer.serialize(Topics.DEFAULT.events(), event);
        return raw(aggregateId, version, position, event.getSchema().getFullName(), value);
    }

    /** A record with an event's headers and any bytes. */
    TestRecord<String, byte[]> raw(String aggregateId, long version, long position, String type, byte[] value) {
        Headers headers = new RecordHeaders();
        add(headers, HeaderNames.SPEC_VERSION, HeaderNames.SPEC_VERSION_1_0);
        add(headers, HeaderNames.TYPE, type);
        add(headers, HeaderNames.SUBJECT, aggregateId);
        add(headers, HeaderNames.TIME, AT.toString());
        add(headers, HeaderNames.AGGREGATE_VERSION, Long.toString(version));
        add(headers, HeaderNames.POSITION, Long.toString(position));
        return new TestRecord<>(aggregateId, value, headers, AT);
    }

    /** The same record as part of a trace. */
    static TestRecord<String, byte[]> traced(TestRecord<String, byte[]> event, String traceParent) {
        add(event.headers(), HeaderNames.TRACE_PARENT, traceParent);
        return event;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static void register(MockSchemaRegistryClient client, String subject, Schema schema) {
        try {
            client.register(subject, new AvroSchema(schema));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RestClientException e) {
            throw new IllegalStateException(e);
        }
    }
}
