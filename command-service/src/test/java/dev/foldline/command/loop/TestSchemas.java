package dev.foldline.command.loop;

import dev.foldline.contract.DomainRecords;
import dev.foldline.contract.Topics;
import dev.foldline.schema.CommandResult;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import org.apache.avro.Schema;

/** Every schema, registered in Confluent's own registry in memory. */
final class TestSchemas {

    private TestSchemas() {}

    static RegistrySchemas registered() {
        MockSchemaRegistryClient client = new MockSchemaRegistryClient();
        Topics topics = Topics.DEFAULT;
        for (DomainRecords domain : DomainRecords.all()) {
            domain.commands().forEach(schema -> register(client, Subjects.ofRecord(topics.commands(), schema), schema));
            domain.events().forEach(schema -> register(client, Subjects.ofRecord(topics.events(), schema), schema));
        }
        register(client, Subjects.ofValue(topics.commandResults()), CommandResult.getClassSchema());
        return new RegistrySchemas(client);
    }

    private static void register(MockSchemaRegistryClient client, String subject, Schema schema) {
        try {
            client.register(subject, new AvroSchema(schema));
        } catch (IOException | RestClientException e) {
            throw new IllegalStateException("the registry in memory refused " + subject, e);
        }
    }
}
