package dev.foldline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.contract.Topics;
import dev.foldline.domain.version.GeneratedClasses;
import dev.foldline.schema.BulkCommand;
import dev.foldline.schema.parcel.InsureParcel;
import dev.foldline.schema.parcel.ReturnParcel;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.setup.PipelineSetup;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommandSerializerTest {

    private static final String TOPIC = Topics.DEFAULT.commands();
    private static final InsureParcel INSURE = new InsureParcel(500L, "salary", "");

    static {
        GeneratedClasses.trust();
    }

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final KafkaAvroSerializer records =
            new KafkaAvroSerializer(registry, ClientConfigs.serializer("mock://unused"));
    private final CommandSerializer serializer = new CommandSerializer(records);

    @AfterEach
    void close() {
        serializer.close();
    }

    @Test
    void oneCommandIsWrittenAsConfluentsSerializerWritesIt() {
        register();

        assertThat(serializer.serialize(TOPIC, new RecordHeaders(), INSURE))
                .isEqualTo(records.serialize(TOPIC, INSURE));
    }

    @Test
    void aListOfCommandsIsABulkOfThemInOrder() throws Exception {
        register();

        byte[] bytes = serializer.serialize(TOPIC, new RecordHeaders(), List.of(INSURE, new ReturnParcel("")));

        AvroDecoder decoder = new AvroDecoder(new RegistrySchemas(registry), List.of(BulkCommand.getClassSchema()));
        assertThat(decoder.decode(bytes))
                .isEqualTo(new BulkCommand(List.of(
                        ByteBuffer.wrap(records.serialize(TOPIC, INSURE)),
                        ByteBuffer.wrap(records.serialize(TOPIC, new ReturnParcel(""))))));
    }

    @Test
    void aBulkWithASchemaThatIsNotRegisteredIsNotWritten() {
        assertThatThrownBy(() -> serializer.serialize(TOPIC, new RecordHeaders(), List.of(INSURE)))
                .isInstanceOf(SerializationException.class);
    }

    private void register() {
        new PipelineSetup(Topics.DEFAULT, 2, (short) 1).registerSchemas(registry);
    }
}
