package dev.foldline.command.batch;

import dev.foldline.contract.Topics;
import dev.foldline.domain.Domains;
import dev.foldline.schema.BulkCommand;
import dev.foldline.schema.CommandResult;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;

/** Every schema, registered in Confluent's own registry in memory. */
public final class TestSchemas {

    private TestSchemas() {}

    public static RegistrySchemas registered() {
        return registeredWith(List.of(), List.of());
    }

    /** Those of all domains, and these besides. */
    public static RegistrySchemas registeredWith(List<Schema> moreCommands, List<Schema> moreEvents) {
        return registeredIn(new MockSchemaRegistryClient(), moreCommands, moreEvents);
    }

    /** The same in a registry that the test brings. */
    public static RegistrySchemas registeredIn(
            MockSchemaRegistryClient client, List<Schema> moreCommands, List<Schema> moreEvents) {
        registerAll(client);
        registerAll(client, Topics.DEFAULT.commands(), moreCommands);
        registerAll(client, Topics.DEFAULT.events(), moreEvents);
        return new RegistrySchemas(client);
    }

    /** Registers the schemas of all domains. */
    public static void registerAll(MockSchemaRegistryClient client) {
        Domains domains = Domains.onClassPath();
        registerAll(client, Topics.DEFAULT.commands(), domains.commands());
        for (Schema event : domains.events()) {
            registerAll(client, Topics.DEFAULT.events(), Domains.olderShapes(event));
            registerAll(client, Topics.DEFAULT.events(), List.of(event));
        }
        registerAll(client, Topics.DEFAULT.commands(), List.of(BulkCommand.getClassSchema()));
        register(client, Subjects.ofValue(Topics.DEFAULT.commandResults()), CommandResult.getClassSchema());
    }

    private static void registerAll(MockSchemaRegistryClient client, String topic, List<Schema> schemas) {
        schemas.forEach(schema -> register(client, Subjects.ofRecord(topic, schema), schema));
    }

    private static void register(MockSchemaRegistryClient client, String subject, Schema schema) {
        try {
            client.register(subject, new AvroSchema(schema));
        } catch (IOException | RestClientException e) {
            throw new IllegalStateException("the registry in memory refused " + subject, e);
        }
    }
}
