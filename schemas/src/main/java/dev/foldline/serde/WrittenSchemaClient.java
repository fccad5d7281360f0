package dev.foldline.serde;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaMetadata;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import io.confluent.kafka.schemaregistry.client.rest.entities.requests.RegisterSchemaRequest;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's client, which asks for a schema by its id, and for the id of a schema, at every call. It reads a schema
 * here: so one that nobody can read is told apart from a registry that is unavailable, whatever its type, and is not an
 * error of the client. Its callers remember what they were told, and can ask again where it turns out to be wrong.
 */
final class WrittenSchemaClient extends CachedSchemaRegistryClient {

    private static final int CACHED_SCHEMAS_MAX = 10_000;
    private static final int REFERENCES_MAX = 1_000;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    /** The client does not retry by itself: the caller knows whether to wait, and can tell others that it waits. */
    private static final Map<String, Object> CONFIG = Map.of(
            SchemaRegistryClientConfig.HTTP_CONNECT_TIMEOUT_MS, (int) CONNECT_TIMEOUT.toMillis(),
            SchemaRegistryClientConfig.HTTP_READ_TIMEOUT_MS, (int) READ_TIMEOUT.toMillis(),
            SchemaRegistryClientConfig.MAX_RETRIES_CONFIG, 0);

    private final RestService rest;

    WrittenSchemaClient(RestService rest) {
        super(rest, CACHED_SCHEMAS_MAX, List.of(new AvroSchemaProvider()), CONFIG, Map.of());
        this.rest = rest;
    }

    /**
     * The schema of an id, as the registry has it now.
     *
     * @throws UnusableSchemaException if the registry has the schema, and it is not usable Avro
     * @throws RestClientException     if the registry answered with an error, also that it does not have the schema
     * @throws IOException             if it did not answer, or with something else than a schema
     */
    @Override
    public ParsedSchema getSchemaById(int id) throws IOException, RestClientException {
        @Nullable SchemaString given = rest.getId(id);
        if (given == null || given.getSchemaString() == null) {
            throw new IOException("its answer has no schema");
        }
        return read(this, given.getSchemaType(), given.getSchemaString(), given.getReferences());
    }

    /**
     * The id of a schema in a subject, as the registry has it now.
     *
     * @throws RestClientException if the registry answered with an error, also that it does not have the schema
     * @throws IOException         if it did not answer, or with something else than an id
     */
    @Override
    public int getId(String subject, ParsedSchema schema) throws IOException, RestClientException {
        @Nullable Schema found = rest.lookUpSubjectVersion(new RegisterSchemaRequest(schema), subject, false, false);
        if (found == null || found.getId() == null) {
            throw new IOException("its answer has no id");
        }
        return found.getId();
    }

    /**
     * Reads a schema as the registry gave it, with the schemas that it refers to.
     *
     * @param type       null for Avro
     * @param references null where there are none
     * @throws UnusableSchemaException if it is not Avro, cannot be parsed, or refers to what the registry does not have
     */
    static AvroSchema read(
            SchemaRegistryClient client, @Nullable String type, String text, @Nullable List<SchemaReference> references)
            throws IOException, RestClientException {
        if (type != null && !type.equals(AvroSchema.TYPE)) {
            throw new UnusableSchemaException("is " + type + ", not Avro", null);
        }
        List<SchemaReference> named = references == null ? List.of() : references;
        Map<String, String> texts = new LinkedHashMap<>();
        follow(client, named, texts, new HashSet<>());
        try {
            AvroSchema schema = new AvroSchema(text, named, texts, null);
            if (schema.rawSchema() == null) {
                throw new UnusableSchemaException("is empty", null);
            }
            return schema;
        } catch (UnusableSchemaException e) {
            throw e;
        } catch (Throwable e) {
            throw new UnusableSchemaException("is not a schema that Avro reads: " + UndecodableException.causeOf(e), e);
        }
    }

    /** Adds the texts that a schema needs, each after those that it needs itself. */
    private static void follow(
            SchemaRegistryClient client, List<SchemaReference> references, Map<String, String> texts, Set<String> seen)
            throws IOException, RestClientException {
        for (SchemaReference reference : references) {
            if (!seen.add(reference.getName())) {
                continue;
            }
            if (seen.size() > REFERENCES_MAX) {
                throw new UnusableSchemaException("refers to more than " + REFERENCES_MAX + " schemas", null);
            }
            String place = "version " + reference.getVersion() + " of subject " + reference.getSubject();
            @Nullable SchemaMetadata target;
            try {
                target = client.getSchemaMetadata(reference.getSubject(), reference.getVersion(), true);
            } catch (RestClientException e) {
                if (RegistrySchemas.isMissing(e)) {
                    throw new UnusableSchemaException("refers to " + place + ", which the registry does not have", e);
                }
                throw e;
            }
            if (target == null || target.getSchema() == null) {
                throw new IOException("its answer for " + place + " has no schema");
            }
            follow(client, target.getReferences(), texts, seen);
            texts.put(reference.getName(), target.getSchema());
        }
    }

    /** A schema that the registry has and nobody here can use; the message goes on after "schema id 17 ". */
    static final class UnusableSchemaException extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1L;

        UnusableSchemaException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
