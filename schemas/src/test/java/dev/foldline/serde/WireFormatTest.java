package dev.foldline.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.confluent.kafka.serializers.subject.TopicRecordNameStrategy;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our bytes are Confluent's, in both directions, for every record that Foldline ships. */
class WireFormatTest {

    private static final String TOPIC = "commands";

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final RegistrySchemas schemas = new RegistrySchemas(registry);
    private final KafkaAvroSerializer confluentSerializer = new KafkaAvroSerializer(
            registry,
            Map.of(
                    "schema.registry.url",
                    "mock://unused",
                    "auto.register.schemas",
                    false,
                    "value.subject.name.strategy",
                    TopicRecordNameStrategy.class.getName()));
    private final KafkaAvroDeserializer confluentDeserializer = new KafkaAvroDeserializer(
            registry, Map.of("schema.registry.url", "mock://unused", "specific.avro.reader", true));

    static List<SpecificRecord> records() {
        return SampleRecords.all();
    }

    @BeforeEach
    void registerSchemas() throws Exception {
        for (Schema schema : SampleRecords.schemas()) {
            registry.register(Subjects.ofRecord(TOPIC, schema), new AvroSchema(schema));
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void whatConfluentWritesWeRead(SpecificRecord record) throws Exception {
        byte[] bytes = confluentSerializer.serialize(TOPIC, record);

        assertThat(new AvroDecoder(schemas, SampleRecords.schemas()).decode(bytes))
                .isEqualTo(record);
    }

    @ParameterizedTest
    @MethodSource("records")
    void whatWeWriteConfluentReads(SpecificRecord record) {
        byte[] bytes = AvroEncoder.ofRecords(schemas, TOPIC).encode(record);

        assertThat(confluentDeserializer.deserialize(TOPIC, bytes)).isEqualTo(record);
    }

    @ParameterizedTest
    @MethodSource("records")
    void bothWriteTheSameBytes(SpecificRecord record) {
        assertThat(AvroEncoder.ofRecords(schemas, TOPIC).encode(record))
                .isEqualTo(confluentSerializer.serialize(TOPIC, record));
    }
}
