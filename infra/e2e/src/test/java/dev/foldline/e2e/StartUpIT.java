package dev.foldline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.Topics;
import dev.foldline.domain.version.EventVersion;
import dev.foldline.e2e.ServiceRun.Service;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import dev.foldline.setup.PipelineSetup;
import dev.foldline.stack.Endpoints;
import dev.foldline.stack.LocalStack;
import dev.foldline.verify.source.TableReader;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A service that cannot start says what it waits for, and then why it gives up, in one line. */
@ExtendWith(SharedStack.class)
final class StartUpIT {

    /** Of a service that is refused at once, or whose servers are all there. */
    private static final Duration STARTUP_TIMEOUT = Duration.ofMinutes(2);

    /** Of a service whose first server is not there, so that nothing has to answer in time. */
    private static final Duration HASTY = Duration.ofSeconds(2);

    /** Of a service that waits for one server after others have answered, on a slow machine too. */
    private static final Duration PATIENT = Duration.ofSeconds(12);

    private static final String TIMEOUT_KEY = "foldline.startup.timeout.ms";
    /** For the JVM to begin, and for the last try to end. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    /** Nobody listens on it: it is reserved, and root alone could. */
    private static final String NOBODY = "127.0.0.1:1";

    private static final int PARTITIONS = 8;
    private static final int OTHER_PARTITIONS = 3;

    @TempDir
    private Path folder;

    private final Endpoints endpoints;

    StartUpIT(LocalStack stack) {
        this.endpoints = stack.endpoints();
    }

    @Test
    void commandServiceGivesUpWithoutPostgres() throws Exception {
        ServiceRun run = commandService(Map.of(
                TIMEOUT_KEY, "" + HASTY.toMillis(), "command.jdbc.url", "jdbc:postgresql://" + NOBODY + "/foldline"));
        assertGaveUpWaiting(run, "Postgres at jdbc:postgresql://" + NOBODY + "/foldline", HASTY);
    }

    @Test
    @Tag("soak")
    void commandServiceGivesUpWithoutKafka() throws Exception {
        ServiceRun run =
                commandService(Map.of(TIMEOUT_KEY, "" + HASTY.toMillis(), "foldline.bootstrap.servers", NOBODY));
        assertGaveUpWaiting(run, "Kafka at " + NOBODY, HASTY);
    }

    @Test
    @Tag("soak")
    void commandServiceGivesUpWithoutTheRegistry() throws Exception {
        ServiceRun run = commandService(
                Map.of(TIMEOUT_KEY, "" + PATIENT.toMillis(), "foldline.registry.url", "http://" + NOBODY));
        assertGaveUpWaiting(run, "schema registry at http://" + NOBODY, PATIENT);
    }

    @Test
    @Tag("soak")
    void projectionServiceGivesUpWithoutPostgres() throws Exception {
        ServiceRun run = projectionService(Map.of(
                TIMEOUT_KEY,
                "" + HASTY.toMillis(),
                "projection.jdbc.url",
                "jdbc:postgresql://" + NOBODY + "/foldline"));
        assertGaveUpWaiting(run, "Postgres at jdbc:postgresql://" + NOBODY + "/foldline", HASTY);
    }

    @Test
    void projectionServiceGivesUpWithoutKafka() throws Exception {
        ServiceRun run =
                projectionService(Map.of(TIMEOUT_KEY, "" + HASTY.toMillis(), "foldline.bootstrap.servers", NOBODY));
        assertGaveUpWaiting(run, "Kafka at " + NOBODY, HASTY);
    }

    @Test
    @Tag("soak")
    void projectionServiceGivesUpWithoutTheRegistry() throws Exception {
        ServiceRun run = projectionService(
                Map.of(TIMEOUT_KEY, "" + PATIENT.toMillis(), "foldline.registry.url", "http://" + NOBODY));
        assertGaveUpWaiting(
                run, "subject projection.account-balances-value in the schema registry at http://" + NOBODY, PATIENT);
    }

    @Test
    void projectionServiceWaitsForATableThatItCannotReadNow() throws Exception {
        try (Connection connection = DriverManager.getConnection(endpoints.jdbcUrl());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE projection.projection_builds IN ACCESS EXCLUSIVE MODE");
            ServiceRun run = projectionService(
                    Map.of(TIMEOUT_KEY, "" + PATIENT.toMillis(), "projection.jdbc.timeout.ms", "1000"));
            String servers = "what the view account-balances needs of Postgres and Kafka";
            assertRefused(run, servers + " is not available after " + PATIENT.toMillis() + " ms");
            assertThat(run.lines()).anySatisfy(line -> assertThat(line).contains("waiting for " + servers));
        }
    }

    @Test
    void neitherServiceWaitsForADatabaseThatDoesNotLetItIn() throws Exception {
        String refusal = "Postgres at " + TableReader.shown(endpoints.jdbcUrl())
                + " rejects the login of this service: FATAL: role \"nobody\"";

        assertRefused(commandService(Map.of("command.jdbc.user", "nobody")), refusal);
        assertRefused(projectionService(Map.of("projection.jdbc.user", "nobody")), refusal);
    }

    @Test
    @Tag("soak")
    void aPortThatIsTakenIsOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            // A name of its own, as the port is opened when the views run: those of the stack continue beside it.
            Map<String, String> port =
                    Map.of("foldline.http.port", "" + taken.getLocalPort(), "foldline.instance.id", "taken");

            assertRefused(commandService(port), "HTTP port " + taken.getLocalPort() + " cannot be opened");
            assertRefused(projectionService(port), "HTTP port " + taken.getLocalPort() + " cannot be opened");
        }
    }

    @Test
    @Tag("soak")
    void whatIsMissingIsNamedWithItsVariable() throws Exception {
        String missing = "foldline.registry.url (variable FOLDLINE_REGISTRY_URL)";
        Map<String, String> values = Map.of("foldline.bootstrap.servers", NOBODY);

        assertRefused(ServiceRun.of(Service.COMMAND, folder, values), missing);
        assertRefused(ServiceRun.of(Service.PROJECTION, folder, values), missing);
    }

    @Test
    @Tag("soak")
    void commandServiceRefusesTopicsThatItsPrefixDoesNotFind() throws Exception {
        ServiceRun run =
                commandService(Map.of(TIMEOUT_KEY, "" + PATIENT.toMillis(), "foldline.topics.prefix", "other."));
        assertGaveUpWaiting(run, "Kafka at " + endpoints.bootstrapServers(), PATIENT);
        assertThat(run.errors().getFirst()).contains("other.commands");
    }

    @Test
    void commandServiceRefusesATableOfOtherPartitions() throws Exception {
        ServiceRun run = commandService(Map.of("foldline.partitions", "" + OTHER_PARTITIONS));
        assertRefused(
                run,
                "database " + TableReader.shown(endpoints.jdbcUrl())
                        + " was set up for 8 partitions, but foldline.partitions is " + OTHER_PARTITIONS);
    }

    @Test
    @Tag("soak")
    void commandServiceRefusesTopicsOfOtherPartitions() throws Exception {
        ServiceRun run = commandService(Map.of(
                "foldline.partitions", "" + OTHER_PARTITIONS, "command.jdbc.url", newDatabase("other_partitions")));
        assertRefused(run, "has 8 partitions, but foldline.partitions is " + OTHER_PARTITIONS);
    }

    @Test
    void projectionServiceRefusesTopicsOfOtherPartitions() throws Exception {
        ServiceRun run = projectionService(Map.of("foldline.partitions", "" + OTHER_PARTITIONS));
        assertRefused(run, "has 8 partitions, but foldline.partitions is " + OTHER_PARTITIONS);
    }

    @Test
    void bothServicesRefuseAnEventVersionThatNoMigrationBringsToTheirs() throws Exception {
        Topics topics = new Topics("versions.");
        PipelineSetup.run(endpoints.bootstrapServers(), endpoints.registryUrl(), topics, PARTITIONS, (short) 1);
        Schema later = new Schema.Parser().parse(AccountOpened.getClassSchema().toString());
        later.addProp(EventVersion.PROPERTY, 2);
        try (SchemaRegistryClient registry = RegistrySchemas.client(endpoints.registryUrl())) {
            registry.register(Subjects.ofRecord(topics.events(), later), new AvroSchema(later));
        }
        Map<String, String> prefix = Map.of("foldline.topics.prefix", "versions.");
        String refusal = "No migrations found for event type " + later.getFullName();

        assertRefused(projectionService(prefix), refusal);
        Map<String, String> ownDatabase = new HashMap<>(prefix);
        ownDatabase.put("command.jdbc.url", newDatabase("versions"));
        assertRefused(commandService(ownDatabase), refusal);
    }

    @Test
    void anUnknownKeyIsRefused() throws Exception {
        assertRefused(commandService(Map.of("command.worker", "2")), "unknown key command.worker");
        assertRefused(projectionService(Map.of("projection.theads", "2")), "unknown key projection.theads");
    }

    @Test
    void aBadValueIsRefused() throws Exception {
        assertRefused(commandService(Map.of("command.workers", "many")), "command.workers");
        assertRefused(commandService(Map.of("command.heartbeat.interval.ms", "9000")), "command.heartbeat.interval.ms");
        assertRefused(projectionService(Map.of("foldline.partitions", "0")), "foldline.partitions");
    }

    private ServiceRun commandService(Map<String, String> changed) throws Exception {
        return run(Service.COMMAND, Map.of("command.jdbc.url", endpoints.jdbcUrl()), changed);
    }

    private ServiceRun projectionService(Map<String, String> changed) throws Exception {
        Map<String, String> own =
                Map.of("projection.state.dir", folder.toString(), "projection.jdbc.url", endpoints.jdbcUrl());
        return run(Service.PROJECTION, own, changed);
    }

    private ServiceRun run(Service service, Map<String, String> own, Map<String, String> changed) throws Exception {
        Map<String, String> values = new HashMap<>(own);
        values.put("foldline.bootstrap.servers", endpoints.bootstrapServers());
        values.put("foldline.registry.url", endpoints.registryUrl());
        values.put(TIMEOUT_KEY, "" + STARTUP_TIMEOUT.toMillis());
        values.putAll(changed);
        return ServiceRun.of(service, folder, values);
    }

    private static void assertGaveUpWaiting(ServiceRun run, String server, Duration timeout) {
        assertRefused(run, server + " is not available after " + timeout.toMillis() + " ms");
        assertThat(run.lines()).anySatisfy(line -> assertThat(line).contains("waiting for " + server));
        assertThat(run.took()).isBetween(timeout, timeout.plus(SLACK));
    }

    private static void assertRefused(ServiceRun run, String words) {
        assertThat(run.lines()).as("no stack trace").noneMatch(line -> line.startsWith("\tat "));
        assertThat(run.errors())
                .singleElement()
                .asString()
                .contains("cannot start")
                .contains(words);
        assertThat(run.lines().getLast()).isEqualTo(run.errors().getFirst());
        assertThat(run.exitCode()).isOne();
    }

    private String newDatabase(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(endpoints.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return endpoints.jdbcUrl().replace("/foldline", "/" + name);
    }
}
