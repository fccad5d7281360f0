package dev.foldline.serde;

import dev.foldline.domain.version.GeneratedClasses;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * Schemas by id and ids by schema, read from the registry once and then cached: neither ever changes. Thread-safe.
 *
 * <p>A failed look-up is not cached, so a schema that is registered later is found, and a registry that was unavailable
 * is asked again.
 */
public final class RegistrySchemas {

    static {
        GeneratedClasses.trust();
    }

    private static final int HTTP_NOT_FOUND = 404;
    private static final int CACHED_SCHEMAS_MAX = 10_000;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    /** The client does not retry by itself: the caller knows whether to wait, and can tell others that it waits. */
    private static final Map<String, Object> CLIENT_CONFIG = Map.of(
            SchemaRegistryClientConfig.HTTP_CONNECT_TIMEOUT_MS, (int) CONNECT_TIMEOUT.toMillis(),
            SchemaRegistryClientConfig.HTTP_READ_TIMEOUT_MS, (int) READ_TIMEOUT.toMillis(),
            SchemaRegistryClientConfig.MAX_RETRIES_CONFIG, 0);

    private final SchemaRegistryClient client;
    private final Map<Integer, Schema> schemasById = new ConcurrentHashMap<>();

    public RegistrySchemas(SchemaRegistryClient client) {
        this.client = client;
    }

    /** Schemas of the registry at a URL that speaks Confluent's API. */
    public static RegistrySchemas at(String url) {
        return new RegistrySchemas(client(url));
    }

    /** Confluent's own client for the registry at a URL. */
    public static SchemaRegistryClient client(String url) {
        return new CachedSchemaRegistryClient(
                List.of(url), CACHED_SCHEMAS_MAX, List.of(new AvroSchemaProvider()), CLIENT_CONFIG, Map.of());
    }

    /**
     * The schema that has an id.
     *
     * @throws UndecodableException         if the registry does not know the id, or its schema is not Avro
     * @throws RegistryUnavailableException if the registry did not answer
     */
    public Schema byId(int id) throws UndecodableException {
        Schema known = schemasById.get(id);
        if (known != null) {
            return known;
        }
        try {
            ParsedSchema found = client.getSchemaById(id);
            if (!(found instanceof AvroSchema avro)) {
                throw new UndecodableException(
                        UndecodableException.Reason.UNKNOWN_SCHEMA,
                        "schema id " + id + " is " + found.schemaType() + ", not Avro",
                        null);
            }
            schemasById.put(id, avro.rawSchema());
            return avro.rawSchema();
        } catch (RestClientException e) {
            if (e.getStatus() == HTTP_NOT_FOUND) {
                throw new UndecodableException(
                        UndecodableException.Reason.UNKNOWN_SCHEMA, "the registry has no schema with id " + id, e);
            }
            throw unavailable("schema id " + id, e);
        } catch (IOException e) {
            throw unavailable("schema id " + id, e);
        }
    }

    /**
     * The id of a schema in a subject.
     *
     * @throws IllegalStateException        if the subject does not have the schema: the step register-schemas has not
     *                                      run
     * @throws RegistryUnavailableException if the registry did not answer
     */
    public int idOf(String subject, Schema schema) {
        try {
            return client.getId(subject, new AvroSchema(schema));
        } catch (RestClientException e) {
            if (e.getStatus() == HTTP_NOT_FOUND) {
                throw new IllegalStateException(
                        "subject " + subject + " does not have this build's schema of " + schema.getFullName()
                                + ": run the step register-schemas, then start again",
                        e);
            }
            throw unavailable("the id of " + schema.getFullName() + " in subject " + subject, e);
        } catch (IOException e) {
            throw unavailable("the id of " + schema.getFullName() + " in subject " + subject, e);
        }
    }

    /**
     * Every schema in a subject, oldest first; read from the registry at every call.
     *
     * @throws IllegalStateException        if the subject does not exist: the step register-schemas has not run
     * @throws RegistryUnavailableException if the registry did not answer
     */
    public List<Schema> allOf(String subject) {
        try {
            List<Schema> found = new ArrayList<>();
            for (int number : client.getAllVersions(subject)) {
                found.add(
                        new AvroSchema(client.getSchemaMetadata(subject, number).getSchema()).rawSchema());
            }
            return found;
        } catch (RestClientException e) {
            if (e.getStatus() == HTTP_NOT_FOUND) {
                throw new IllegalStateException(
                        "the registry has no subject " + subject + ": run the step register-schemas, then start again",
                        e);
            }
            throw unavailable("the schemas of subject " + subject, e);
        } catch (IOException e) {
            throw unavailable("the schemas of subject " + subject, e);
        }
    }

    private static RegistryUnavailableException unavailable(String what, Exception cause) {
        return new RegistryUnavailableException(
                "schema registry did not give " + what + ": " + cause.getMessage(), cause);
    }
}
