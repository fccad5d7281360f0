package dev.foldline.e2e.guards;

import dev.foldline.client.CommandClient;
import dev.foldline.contract.Topics;
import dev.foldline.e2e.Keys;
import dev.foldline.e2e.ServiceRun;
import dev.foldline.e2e.ServiceRun.Service;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.setup.PipelineSetup;
import dev.foldline.stack.Endpoints;
import dev.foldline.testing.TestTimeouts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline of its own on a stack's servers, with topics of its own prefix, a database of its own, and command-service
 * as a process that the test starts and stops.
 */
public final class OwnPipeline implements AutoCloseable {

    public static final int PARTITIONS = 3;

    public static final String INSTANCE_ID = "foldline.instance.id";

    private static final Pattern HTTP_PORT = Pattern.compile("HTTP on port (\\d+)");

    private final Endpoints endpoints;
    private final Topics topics;
    private final String database;
    private final Path folder;
    private @Nullable Process service;
    private String url = "";
    private int accounts;

    private OwnPipeline(Endpoints endpoints, String name, Path folder) {
        this.endpoints = endpoints;
        this.topics = new Topics(name + ".");
        this.database = name;
        this.folder = folder;
    }

    /**
     * Makes topics and an empty database.
     *
     * @param name   of the database, and in front of the topics
     * @param folder for the service's output
     */
    public static OwnPipeline create(Endpoints endpoints, String name, Path folder) throws SQLException {
        OwnPipeline pipeline = new OwnPipeline(endpoints, name, folder);
        pipeline.createTopics();
        pipeline.execute("CREATE DATABASE " + name);
        return pipeline;
    }

    /** The same pipeline, for one more instance of command-service. */
    public OwnPipeline another() {
        return new OwnPipeline(endpoints, database, folder);
    }

    public Topics topics() {
        return topics;
    }

    public String groupId() {
        return topics.prefix() + "foldline-command-service";
    }

    /** Makes the topics that are not there. */
    public void createTopics() {
        PipelineSetup.run(endpoints.bootstrapServers(), endpoints.registryUrl(), topics, PARTITIONS, (short) 1);
    }

    /** Copies the database as it is now; nobody may be connected to it. */
    public void backUp(String copy) throws SQLException {
        execute("CREATE DATABASE " + copy + " TEMPLATE " + database);
    }

    /** JDBC URL of one of the databases on the same server. */
    public String jdbcUrl(String name) {
        return endpoints.jdbcUrl().replace("/foldline", "/" + name);
    }

    /** Runs command-service, which is expected to refuse to start, on one of the databases. */
    public ServiceRun refusedStart(String onDatabase, Map<String, String> changed)
            throws IOException, InterruptedException {
        Map<String, String> values = values(onDatabase);
        values.putAll(changed);
        return ServiceRun.of(Service.COMMAND, folder, values);
    }

    /** Starts command-service on one of the databases, and returns when it answers, ready or not. */
    public void start(String onDatabase) throws IOException {
        start(onDatabase, Map.of());
    }

    /** Starts it with some values that are not the usual ones. */
    public void start(String onDatabase, Map<String, String> changed) throws IOException {
        Map<String, String> values = values(onDatabase);
        values.putAll(changed);
        Path output = folder.resolve(onDatabase + values.getOrDefault(INSTANCE_ID, "") + ".log");
        service = new ProcessBuilder(ServiceRun.command(Service.COMMAND, values))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        String port = Awaitility.await("HTTP port of command-service")
                .atMost(TestTimeouts.PROCESS)
                .until(
                        () -> HTTP_PORT
                                .matcher(Files.readString(output))
                                .results()
                                .findFirst(),
                        Optional::isPresent)
                .map(MatchResult::group)
                .orElseThrow();
        url = "http://127.0.0.1:" + port.replaceAll("\\D", "");
    }

    /** Stops it in good order. */
    public void stop() throws InterruptedException {
        Process running = service;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(TestTimeouts.PROCESS.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(
                        "command-service has not stopped after " + TestTimeouts.PROCESS.toSeconds() + " s");
            }
        }
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        Process running = service;
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
    }

    /** What {@code /health/ready} answers. */
    public String readiness() throws IOException, InterruptedException {
        return get("/health/ready");
    }

    /** What {@code /metrics} answers. */
    public String metrics() throws IOException, InterruptedException {
        return get("/metrics");
    }

    private String get(String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    /** Sends a good command to each of these partitions, and awaits the results. */
    public void decide(int... partitions) {
        try (CommandClient client = CommandClient.open(
                endpoints.bootstrapServers(), endpoints.registryUrl(), topics, TestTimeouts.CONDITION)) {
            for (int partition : partitions) {
                CommandResult result = client.send(
                                Keys.inPartition("account-" + ++accounts + "-", partition, PARTITIONS),
                                new OpenAccount("Ada", "EUR", 100L))
                        .join();
                if (result.getPartition() != partition || result.getEventCount() != 1) {
                    throw new IllegalStateException("not as expected in partition " + partition + ": " + result);
                }
            }
        }
    }

    /** Opens an account of a partition in somebody's name, and gives the result. */
    public CommandResult open(int partition, String name) {
        try (CommandClient client = CommandClient.open(
                endpoints.bootstrapServers(), endpoints.registryUrl(), topics, TestTimeouts.CONDITION)) {
            return client.send(
                            Keys.inPartition("account-" + ++accounts + "-", partition, PARTITIONS),
                            new OpenAccount(name, "EUR", 100L))
                    .join();
        }
    }

    /** Sends bytes that are not a command. */
    public void sendUndecodable(int partition, byte[] value) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, endpoints.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            String key = Keys.inPartition("account-" + ++accounts + "-", partition, PARTITIONS);
            Future<RecordMetadata> sent = producer.send(
                    new ProducerRecord<>(topics.commands(), partition, key.getBytes(StandardCharsets.UTF_8), value));
            sent.get();
        }
    }

    /** Sends a good command to a partition, and does not wait for what becomes of it. */
    public void send(int partition) {
        try (CommandClient client = CommandClient.open(
                endpoints.bootstrapServers(), endpoints.registryUrl(), topics, TestTimeouts.CONDITION)) {
            var _ = client.send(
                    Keys.inPartition("account-" + ++accounts + "-", partition, PARTITIONS),
                    new OpenAccount("Ada", "EUR", 100L));
        }
    }

    /** Whether command-service can decide. */
    public boolean ready() throws IOException, InterruptedException {
        return readiness().contains("\"UP\"");
    }

    /** Runs a statement on the stack's own database. */
    public void execute(String sql) throws SQLException {
        execute("foldline", sql);
    }

    /** Runs a statement on one of the databases. */
    public void execute(String onDatabase, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(onDatabase));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The only column of the only row of a query on one of the databases. */
    public String text(String onDatabase, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(onDatabase));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        Process running = service;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    /** Configuration of command-service on one of the databases. */
    public Map<String, String> values(String onDatabase) {
        return new HashMap<>(Map.of(
                "foldline.bootstrap.servers",
                endpoints.bootstrapServers(),
                "foldline.registry.url",
                endpoints.registryUrl(),
                "foldline.topics.prefix",
                topics.prefix(),
                "foldline.partitions",
                "" + PARTITIONS,
                "command.workers",
                "1",
                "command.jdbc.url",
                jdbcUrl(onDatabase)));
    }
}
