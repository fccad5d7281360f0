package dev.foldline.setup;

import dev.foldline.contract.Topics;
import dev.foldline.domain.Domains;
import dev.foldline.schema.BulkCommand;
import dev.foldline.schema.CommandResult;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics and registers the schemas of every domain on the classpath: the step "register-schemas".
 *
 * <p>Running it again changes nothing, and two runs at once do no harm. It never alters a topic that exists: an
 * operator may have configured it differently. Only the partition count must agree, because the owner of a stream
 * depends on it.
 */
public final class PipelineSetup {

    private static final Logger log = LoggerFactory.getLogger(PipelineSetup.class);

    private static final Duration KAFKA_REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration KAFKA_CALL_TIMEOUT = Duration.ofSeconds(30);
    private static final int HTTP_CONFLICT = 409;

    /** A registry that has just started, or is behind a network, may leave a request unanswered. */
    private static final int REGISTER_TRIES_MAX = 3;

    /** A schema of a subject, and the compatibility that a later schema of it must keep. */
    private record Registration(String subject, Schema schema, CompatibilityLevel level) {

        /** A command waits for minutes, and only for a newer reader: fields may be removed, but none may be missing. */
        static Registration ofCommand(Topics topics, Schema schema) {
            return new Registration(
                    Subjects.ofRecord(topics.commands(), schema), schema, CompatibilityLevel.BACKWARD_TRANSITIVE);
        }

        static Registration ofEvent(Topics topics, Schema schema) {
            return new Registration(
                    Subjects.ofRecord(topics.events(), schema), schema, CompatibilityLevel.FULL_TRANSITIVE);
        }

        static Registration ofValue(String topic, Schema schema) {
            return new Registration(Subjects.ofValue(topic), schema, CompatibilityLevel.FULL_TRANSITIVE);
        }
    }

    private final Topics topics;
    private final Domains domains = Domains.onClassPath();
    private final TopicSettings settings;
    private final int partitions;

    /**
     * @param partitions        partitions of every topic, from 1
     * @param replicationFactor copies of every partition, from 1
     */
    public PipelineSetup(Topics topics, int partitions, short replicationFactor) {
        if (partitions < 1 || replicationFactor < 1) {
            throw new IllegalArgumentException("a topic cannot have " + partitions + " partitions in "
                    + replicationFactor + " copies; each is 1 or more");
        }
        this.topics = topics;
        this.partitions = partitions;
        this.settings = new TopicSettings(partitions, replicationFactor);
    }

    /**
     * The state after a set-up.
     *
     * @param topics  names of the pipeline's topics
     * @param created those of them that were not there before
     * @param schemas subjects of the registered schemas, each once
     */
    public record Outcome(List<String> topics, List<String> created, List<String> schemas) {}

    /**
     * Does both parts with clients of its own.
     *
     * @return what is there now
     * @throws SetupException if Kafka or the registry did not answer or refused; what was done before that is kept
     */
    public static Outcome run(
            String bootstrapServers, String registryUrl, Topics topics, int partitions, short replication) {
        PipelineSetup setup = new PipelineSetup(topics, partitions, replication);
        Map<String, Object> adminConfig = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) KAFKA_REQUEST_TIMEOUT.toMillis(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) KAFKA_CALL_TIMEOUT.toMillis());
        try (Admin admin = Admin.create(adminConfig);
                SchemaRegistryClient client = RegistrySchemas.client(registryUrl)) {
            List<String> created = setup.createTopics(admin);
            List<String> subjects = setup.registerSchemas(client);
            return new Outcome(setup.wantedTopics().stream().map(NewTopic::name).toList(), created, subjects);
        } catch (IOException e) {
            throw new SetupException("schema registry client could not be closed: " + e.getMessage(), e);
        }
    }

    /**
     * Creates the topics that do not exist. When it returns Kafka has them; a broker may learn of it a moment later.
     *
     * @return names of the topics that were created
     * @throws SetupException if a topic is there with another partition count (then none was created), or Kafka refused
     */
    public List<String> createTopics(Admin admin) {
        return create(admin, wantedTopics());
    }

    private List<String> create(Admin admin, List<NewTopic> wanted) {
        Set<String> present = await("list the topics", admin.listTopics().names());
        checkPartitionCounts(admin, wanted, present);

        List<NewTopic> missing =
                wanted.stream().filter(topic -> !present.contains(topic.name())).toList();
        List<String> created = new ArrayList<>();
        Set<String> createdByOthers = new HashSet<>();
        admin.createTopics(missing).values().forEach((name, creation) -> {
            if (create(name, creation)) {
                log.info("created topic {} with {} partitions", name, partitions);
                created.add(name);
            } else {
                createdByOthers.add(name);
            }
        });
        checkPartitionCounts(admin, missing, createdByOthers);
        return created;
    }

    /**
     * Creates a topic as the events topic is, if there is none of this name, in as many copies as another topic has.
     *
     * @param partitions partitions of every topic, from 1
     * @param like       a topic that is there
     * @throws SetupException if the topic is there with another partition count, or Kafka refused
     */
    public static void createEventsTopic(Admin admin, String topic, int partitions, String like) {
        TopicDescription model = await(
                        "describe topic " + like,
                        admin.describeTopics(List.of(like)).allTopicNames())
                .get(like);
        int copies =
                model == null ? 1 : model.partitions().getFirst().replicas().size();
        PipelineSetup setup = new PipelineSetup(new Topics(""), partitions, (short) copies);
        setup.create(admin, List.of(setup.settings.events(topic)));
    }

    /**
     * Registers each schema in its subject and sets the subject's compatibility level.
     *
     * <p>The level comes second, because Apicurio has no level of a subject that does not exist. A subject that
     * exists has its level from the run that made it, so a change of its schema is checked.
     *
     * @return the subjects
     * @throws SetupException if the registry did not answer, or refuses a schema as incompatible with an earlier one
     */
    public List<String> registerSchemas(SchemaRegistryClient client) {
        List<Registration> wanted = registrations();
        wanted.forEach(each -> register(client, each));
        return wanted.stream().map(Registration::subject).distinct().toList();
    }

    private List<Registration> registrations() {
        List<Registration> wanted = new ArrayList<>();
        domains.commands().forEach(schema -> wanted.add(Registration.ofCommand(topics, schema)));
        for (Schema event : domains.events()) {
            // Older shapes first, so a new registry knows them too, and checks the present one against them.
            Domains.olderShapes(event).forEach(schema -> wanted.add(Registration.ofEvent(topics, schema)));
            wanted.add(Registration.ofEvent(topics, event));
        }
        domains.views().forEach((view, schema) -> wanted.add(Registration.ofValue(topics.projection(view), schema)));
        domains.processStates()
                .forEach((process, schema) -> wanted.add(Registration.ofValue(topics.process(process), schema)));
        wanted.add(Registration.ofCommand(topics, BulkCommand.getClassSchema()));
        wanted.add(Registration.ofValue(topics.commandResults(), CommandResult.getClassSchema()));
        return wanted;
    }

    private List<NewTopic> wantedTopics() {
        List<NewTopic> wanted = new ArrayList<>(List.of(
                settings.commands(topics.commands()),
                settings.events(topics.events()),
                settings.commandResults(topics.commandResults()),
                settings.commandsDlq(topics.commandsDlq())));
        domains.views().keySet().forEach(view -> wanted.add(settings.projection(topics.projection(view))));
        return wanted;
    }

    private void checkPartitionCounts(Admin admin, List<NewTopic> wanted, Set<String> present) {
        List<String> names =
                wanted.stream().map(NewTopic::name).filter(present::contains).toList();
        await("describe the topics", admin.describeTopics(names).allTopicNames())
                .forEach((name, found) -> {
                    if (found.partitions().size() != partitions) {
                        throw new SetupException(
                                "topic " + name + " has " + found.partitions().size() + " partitions, but " + partitions
                                        + " are wanted: the count is set once, as a stream's owner depends on it");
                    }
                });
    }

    /** Whether this call made the topic; false when another run was faster. */
    private static boolean create(String name, KafkaFuture<Void> creation) {
        try {
            await("create topic " + name, creation);
            return true;
        } catch (SetupException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        }
    }

    private static <T> T await(String what, KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new SetupException("Kafka did not " + what + ": " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SetupException("interrupted while waiting for Kafka to " + what, e);
        }
    }

    /** Registering again what an unanswered request has registered changes nothing. */
    private static void register(SchemaRegistryClient client, Registration wanted) {
        for (int tries = 1; ; tries++) {
            try {
                registerOnce(client, wanted);
                return;
            } catch (IOException e) {
                if (tries == REGISTER_TRIES_MAX) {
                    throw new SetupException(
                            "schema registry did not answer for subject " + wanted.subject + ": " + firstLine(e), e);
                }
                log.info(
                        "subject {}: schema registry did not answer, try {} of {}",
                        wanted.subject,
                        tries,
                        REGISTER_TRIES_MAX);
            }
        }
    }

    /**
     * Registers a schema.
     *
     * @throws IOException if the registry does not answer
     */
    private static void registerOnce(SchemaRegistryClient client, Registration wanted) throws IOException {
        String subject = wanted.subject;
        try {
            int id = client.register(subject, new AvroSchema(wanted.schema));
            client.updateCompatibility(subject, wanted.level.name);
            log.info("subject {} has schema id {}, {}", subject, id, wanted.level.name);
        } catch (RestClientException e) {
            if (e.getStatus() == HTTP_CONFLICT) {
                throw new SetupException(
                        "subject " + subject + " refuses this build's schema of " + wanted.schema.getFullName()
                                + ", which does not fit an earlier one (" + wanted.level.name + "): " + firstLine(e),
                        e);
            }
            throw new SetupException("schema registry refused subject " + subject + ": " + firstLine(e), e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
