package dev.foldline.runtime;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.contract.Topics;
import dev.foldline.domain.version.EventVersion;
import dev.foldline.domain.version.Migration;
import dev.foldline.domain.version.MigrationPaths;
import dev.foldline.serde.RegistrySchemas;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class EventVersionCheckTest {

    private static final Topics TOPICS = new Topics("bank.");
    private static final String SUBJECT = "bank.events-org.example.Sent";

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final RegistrySchemas schemas = new RegistrySchemas(registry);

    @Test
    void everyRegisteredVersionThatHasAWayIsFine() throws Exception {
        register(1, 2, 3, 4);

        assertThatCode(() -> check(3, List.of(step(1, 2), step(2, 3), step(4, 3))))
                .doesNotThrowAnyException();
    }

    @Test
    void theOnlyVersionNeedsNoMigration() throws Exception {
        register(1);

        assertThatCode(() -> check(1, List.of())).doesNotThrowAnyException();
        assertThatCode(() -> EventVersionCheck.run(schemas, TOPICS, List.of(shape(1))))
                .doesNotThrowAnyException();
    }

    @Test
    void anOlderVersionWithoutAnyMigrationIsFoundAtStart() throws Exception {
        register(1, 2);

        assertThatThrownBy(() -> check(2, List.of()))
                .isInstanceOf(StartupException.class)
                .hasMessage("No migrations found for event type org.example.Sent; subject " + SUBJECT
                        + " has version 1, this build 2: give the event's Domain the missing migration");
    }

    @Test
    void anOlderVersionWithoutAWayIsFoundAtStart() throws Exception {
        register(1, 2, 3);

        assertThatThrownBy(() -> check(3, List.of(step(2, 3))))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith(
                        "Cannot migrate event org.example.Sent from version 1 to 3: no migration path found; ")
                .hasMessageEndingWith("give the event's Domain the missing migration");
    }

    @Test
    void aNewerVersionWithoutAWayDownIsFoundAtStart() throws Exception {
        register(1, 2);

        assertThatThrownBy(() -> check(1, List.of(step(1, 2))))
                .isInstanceOf(StartupException.class)
                .hasMessage("Cannot migrate event org.example.Sent from version 2 to 1: no migration path found;"
                        + " subject " + SUBJECT + " has version 2, this build 1: start the build that has version 2,"
                        + " or give this one a step down");
    }

    @Test
    void anEventThatIsNotRegisteredIsSaid() {
        assertThatThrownBy(() -> check(1, List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(SUBJECT);
    }

    private void check(int present, List<Migration<GenericRecord>> migrations) {
        EventVersionCheck.run(schemas, TOPICS, List.of(shape(present)), new MigrationPaths<>(migrations));
    }

    private static Migration<GenericRecord> step(int from, int to) {
        return new Migration<>("org.example.Sent", from, to, record -> record);
    }

    private void register(int... versions) throws Exception {
        for (int version : versions) {
            registry.register(SUBJECT, new AvroSchema(shape(version)));
        }
    }

    private static Schema shape(int version) {
        return SchemaBuilder.record("org.example.Sent")
                .prop(EventVersion.PROPERTY, version)
                .fields()
                .endRecord();
    }
}
