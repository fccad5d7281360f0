package dev.foldline.serde;

import dev.foldline.domain.version.GeneratedClasses;
import dev.foldline.serde.pin.SchemaPin;
import dev.foldline.serde.pin.SchemaPins;
import dev.foldline.serde.pin.WrittenSchema;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaMetadata;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Schemas by id and ids by schema, read from the registry once and then cached: neither ever changes. Thread-safe.
 *
 * <p>A request that failed is not remembered. An id that the registry does not have, or whose schema is not usable, is
 * asked for again after {@link SchemaLookups#UNKNOWN_FOR}, so that records which carry it are not a storm of requests.
 */
public final class RegistrySchemas {

    static {
        GeneratedClasses.trust();
    }

    private static final int HTTP_NOT_FOUND = 404;
    private static final int SUBJECT_NOT_FOUND = 40401;
    private static final int VERSION_NOT_FOUND = 40402;
    private static final int SCHEMA_NOT_FOUND = 40403;

    /** No id: the registry has given none yet. */
    private static final int NO_ID = -1;

    /**
     * How long those who need a schema wait for the registry.
     *
     * @param inBackground whether requests go on while their callers do something else and ask again later; otherwise
     *                     each call asks the registry itself, and waits until its request has ended
     * @param answerWait   how long the first calls wait for a request in the background
     * @param giveUpAfter  after which time an id that the registry refuses while it gives others counts as the fault of
     *                     the record that has it
     */
    public record Patience(boolean inBackground, Duration answerWait, Duration giveUpAfter) {

        /** For callers that do nothing else meanwhile, and decide themselves how often they ask again. */
        public static final Patience WAITING = new Patience(false, Duration.ZERO, Duration.ZERO);

        /** Far above what a registry takes, and short beside what others of the same thread wait for. */
        private static final Duration ANSWER_WAIT = Duration.ofMillis(500);

        /** For callers that have other things to do while one id cannot be had. */
        public static Patience inBackground(Duration giveUpAfter) {
            return new Patience(true, ANSWER_WAIT, giveUpAfter);
        }
    }

    private final SchemaRegistryClient client;
    private final SchemaLookups lookups;
    private final SchemaPins pins;
    private final Map<Integer, Schema> schemasById = new ConcurrentHashMap<>();

    /** Schemas whose ids were compared with what they were first used with. */
    private final Map<Integer, Schema> comparedById = new ConcurrentHashMap<>();

    private final Map<Integer, byte[]> fingerprintsById = new ConcurrentHashMap<>();
    private final Map<Integer, Long> unpinnedSinceNs = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    /** An id that the registry has given or been given. */
    private volatile int goodId = NO_ID;

    public RegistrySchemas(SchemaRegistryClient client) {
        this(client, Patience.WAITING, System::nanoTime);
    }

    /**
     * @param nanoTime a clock that only measures
     */
    public RegistrySchemas(SchemaRegistryClient client, Patience patience, LongSupplier nanoTime) {
        this(client, patience, nanoTime, SchemaPins.NONE);
    }

    /**
     * @param nanoTime a clock that only measures
     * @param pins     what {@link #byIdOf} and {@link #pinnedIdOf} compare with
     */
    public RegistrySchemas(SchemaRegistryClient client, Patience patience, LongSupplier nanoTime, SchemaPins pins) {
        this.client = client;
        this.pins = pins;
        this.nanoTime = nanoTime;
        this.lookups = new SchemaLookups(new Asked(), patience, nanoTime);
    }

    /** Schemas of the registry at a URL that speaks Confluent's API. */
    public static RegistrySchemas at(String url) {
        return new RegistrySchemas(client(url));
    }

    /** The same for callers that do not wait for each answer. */
    public static RegistrySchemas at(String url, Patience patience) {
        return new RegistrySchemas(client(url), patience, System::nanoTime);
    }

    /** The same, with a memory of what ids were first used with. */
    public static RegistrySchemas at(String url, Patience patience, SchemaPins pins) {
        return new RegistrySchemas(client(url), patience, System::nanoTime, pins);
    }

    /** Confluent's own client for the registry at a URL. */
    public static SchemaRegistryClient client(String url) {
        return new WrittenSchemaClient(new RestService(List.of(url)));
    }

    /**
     * The schema that has an id.
     *
     * @throws UndecodableException         if the registry does not know the id, or its schema is not usable Avro, or
     *                                      it was refused for too long ({@link Patience})
     * @throws RegistryUnavailableException if the registry did not answer, or with an error
     */
    public Schema byId(int id) throws UndecodableException {
        Schema known = schemasById.get(id);
        if (known != null) {
            return known;
        }
        Schema found = lookups.find(id);
        schemasById.put(id, found);
        return found;
    }

    /**
     * The schema that an event was written with. The first time it is compared with what the id was first used with, or
     * remembered as that; later uses cost no more than {@link #byId}.
     *
     * @param type full name of the event's record, as it was stored beside the event
     * @throws UndecodableException         as {@link #byId}
     * @throws RegistryUnavailableException as {@link #byId}, and if the registry has another schema than at the id's
     *                                      first use, or none, or what it was first used with cannot be read now
     */
    public Schema byIdOf(String type, int id) throws UndecodableException {
        Schema compared = comparedById.get(id);
        if (compared != null) {
            return compared;
        }
        SchemaPin first = pins.find(id);
        Schema found = givenFor(id, first);
        if (first == null) {
            WrittenSchema given = new WrittenSchema(id, found);
            if (!given.type().equals(type)) {
                throw another(id, given.differsFrom(type, null));
            }
            first = pins.pin(SchemaPin.of(id, found));
        }
        requireSame(id, found, first);
        remember(first);
        comparedById.put(id, found);
        return found;
    }

    private Schema givenFor(int id, @Nullable SchemaPin first) throws UndecodableException {
        try {
            return byId(id);
        } catch (UndecodableException e) {
            if (first == null || e.reason() != UndecodableException.Reason.UNKNOWN_SCHEMA) {
                throw e;
            }
            throw new RegistryUnavailableException(WrittenSchema.missing(id, first.type(), first.fingerprint()), e);
        }
    }

    private void requireSame(int id, Schema given, SchemaPin first) {
        if (!SchemaPin.of(id, given).agreesWith(first)) {
            throw another(id, new WrittenSchema(id, given).differsFrom(first.type(), first.fingerprint()));
        }
    }

    /** What the registry gave is not what the writer meant; it is asked again the next time. */
    RegistryUnavailableException another(int id, String message) {
        schemasById.remove(id);
        comparedById.remove(id);
        return new RegistryUnavailableException(message, null);
    }

    /**
     * The fingerprint of the schema that an event was written with, as digits: what its id was first used with. Null
     * where that is not known, or the bytes do not begin with an id. The registry is not asked.
     *
     * @throws RegistryUnavailableException if what the id was first used with cannot be read now
     */
    public byte @Nullable [] fingerprintOf(byte[] event) {
        int id;
        try {
            id = WireFormat.schemaId(event);
        } catch (UndecodableException e) {
            return null;
        }
        byte[] known = fingerprintsById.get(id);
        if (known != null) {
            return known;
        }
        Long unknownSinceNs = unpinnedSinceNs.get(id);
        if (unknownSinceNs != null && nanoTime.getAsLong() - unknownSinceNs < SchemaLookups.UNKNOWN_FOR.toNanos()) {
            return null;
        }
        SchemaPin first = pins.find(id);
        if (first == null) {
            unpinnedSinceNs.put(id, nanoTime.getAsLong());
            return null;
        }
        return remember(first);
    }

    private byte[] remember(SchemaPin first) {
        byte[] digits = first.fingerprint().getBytes(StandardCharsets.US_ASCII);
        fingerprintsById.put(first.id(), digits);
        unpinnedSinceNs.remove(first.id());
        return digits;
    }

    /** The registry is asked for the id at its next use, whatever it answered before. */
    public void askAgain(int id) {
        lookups.forget(id);
    }

    /** The registry as it answers now. */
    private final class Asked implements SchemaLookups.Registry {

        @Override
        public Schema schema(int id) throws UndecodableException {
            try {
                ParsedSchema found = client.getSchemaById(id);
                if (!(found instanceof AvroSchema avro)) {
                    throw unusable(id, "is " + found.schemaType() + ", not Avro", null);
                }
                goodId = id;
                return avro.rawSchema();
            } catch (WrittenSchemaClient.UnusableSchemaException e) {
                throw unusable(id, String.valueOf(e.getMessage()), e);
            } catch (RestClientException e) {
                if (isMissing(e)) {
                    throw new UndecodableException(
                            UndecodableException.Reason.UNKNOWN_SCHEMA, "the registry has no schema with id " + id, e);
                }
                throw unavailable("schema id " + id, e);
            } catch (IOException e) {
                throw unavailable("schema id " + id, e);
            }
        }

        @Override
        public boolean givesOthers() {
            if (goodId == NO_ID) {
                return false;
            }
            try {
                return client.getSchemaById(goodId) != null;
            } catch (IOException | RestClientException | RuntimeException e) {
                return false;
            }
        }
    }

    private static UndecodableException unusable(int id, String why, @Nullable Throwable cause) {
        return new UndecodableException(
                UndecodableException.Reason.UNKNOWN_SCHEMA, "schema id " + id + " " + why, cause);
    }

    /** Whether it is the registry that says so, and not what else answers at its URL. */
    static boolean isMissing(RestClientException e) {
        int code = e.getErrorCode();
        return e.getStatus() == HTTP_NOT_FOUND
                && (code == SUBJECT_NOT_FOUND || code == VERSION_NOT_FOUND || code == SCHEMA_NOT_FOUND);
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
            int id = client.getId(subject, new AvroSchema(schema));
            goodId = id;
            return id;
        } catch (RestClientException e) {
            if (isMissing(e)) {
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
     * The id of a schema with which events are written: the same as {@link #idOf}, once it is remembered that the id
     * means this schema.
     *
     * @throws IllegalStateException        as {@link #idOf}
     * @throws RegistryUnavailableException as {@link #idOf}, and if the id was first used with another schema, or what
     *                                      it was first used with cannot be read or remembered now
     */
    public int pinnedIdOf(String subject, Schema schema) {
        int id = idOf(subject, schema);
        SchemaPin first = pins.pin(SchemaPin.of(id, schema));
        requireSame(id, schema, first);
        remember(first);
        return id;
    }

    /**
     * Every schema in a subject, oldest first, with those that it refers to; read from the registry at every call.
     *
     * @throws IllegalStateException        if the subject does not exist: the step register-schemas has not run; or one
     *                                      of its schemas is not usable Avro
     * @throws RegistryUnavailableException if the registry did not answer
     */
    public List<Schema> allOf(String subject) {
        try {
            List<Schema> found = new ArrayList<>();
            for (int number : client.getAllVersions(subject)) {
                SchemaMetadata registered = client.getSchemaMetadata(subject, number);
                found.add(WrittenSchemaClient.read(
                                client, registered.getSchemaType(), registered.getSchema(), registered.getReferences())
                        .rawSchema());
            }
            return found;
        } catch (WrittenSchemaClient.UnusableSchemaException e) {
            throw new IllegalStateException("a schema of subject " + subject + " " + e.getMessage(), e);
        } catch (RestClientException e) {
            if (isMissing(e)) {
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
