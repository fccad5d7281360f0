package dev.foldline.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.contract.Topics;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.setup.PipelineSetup;
import dev.foldline.stack.server.StackException;
import dev.foldline.testing.TestTimeouts;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The three real servers, started once for all tests; the last one stops them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LocalStackIT {

    private static final int PARTITIONS = 3;

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack = start(folder);
        setUp(PARTITIONS);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void theEndpointsAreInTheDataFolder() {
        assertThat(Endpoints.read(folder.resolve(Endpoints.FILE_NAME))).isEqualTo(stack.endpoints());
    }

    @Test
    void aSecondStackOnTheSameFolderIsRefused() {
        assertThatThrownBy(() -> start(folder))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("already runs");
    }

    @Test
    void theRegistrySpeaksConfluentsApi() throws Exception {
        AvroSchema schema = new AvroSchema("{\"type\":\"record\",\"name\":\"Noted\",\"fields\":[]}");
        try (SchemaRegistryClient client =
                RegistrySchemas.client(stack.endpoints().registryUrl())) {
            int id = client.register("notes-Noted", schema);
            assertThat(client.register("notes-Noted", schema)).isEqualTo(id);
        }
        try (SchemaRegistryClient other =
                RegistrySchemas.client(stack.endpoints().registryUrl())) {
            assertThat(other.getSchemaById(other.getId("notes-Noted", schema))).isEqualTo(schema);
        }
    }

    @Test
    void settingUpTwiceChangesNothing() throws Exception {
        List<String> before = subjects();
        setUp(PARTITIONS);
        assertThat(subjects()).isEqualTo(before).isNotEmpty();
    }

    @Test
    void aTopicWithAnotherPartitionCountIsRefused() {
        assertThatThrownBy(() -> setUp(PARTITIONS + 1)).hasMessageContaining("" + PARTITIONS);
    }

    @Test
    void postgresKeepsWhatItCommittedWhenItIsKilled() throws SQLException {
        sql("CREATE TABLE killed (n int)");
        sql("INSERT INTO killed VALUES (42)");
        ManagedProcess postgres = stack.process("postgres");
        postgres.kill();
        assertThatThrownBy(() -> sql("SELECT 1")).isInstanceOf(SQLException.class);
        postgres.restart();
        assertThat(number("SELECT n FROM killed")).isEqualTo(42);
    }

    @Test
    void kafkaKeepsWhatItCommittedWhenItIsKilled() {
        produce("commands", "before");
        ManagedProcess kafka = stack.process("kafka");
        kafka.kill();
        assertThat(kafka.alive()).isFalse();
        kafka.restart();
        produce("commands", "after");
        assertThat(read("commands", 2)).containsExactly("before", "after");
    }

    /** It times out while the broker starts: were it aborted then, no marker would reach the topic. */
    @Test
    void aTransactionThatKafkaWasKilledInHangsInNoTopic() {
        setUp(PARTITIONS);
        try (KafkaProducer<String, String> open = producer("left-open", 2_000)) {
            open.initTransactions();
            open.beginTransaction();
            var _ = open.send(new ProducerRecord<>("command-results", 0, "key", "uncommitted"));
            open.flush();
            ManagedProcess kafka = stack.process("kafka");
            kafka.kill();
            kafka.restart();
        }
        produce("command-results", "after");
        assertThat(read("command-results", 1)).containsExactly("after");
    }

    @Test
    void theTopicsOfTheBrokersCoordinatorsAreSetUpForAShortLoad() throws Exception {
        List<ConfigResource> topics = Stream.of("__consumer_offsets", "__transaction_state")
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stack.endpoints().bootstrapServers()))) {
            assertThat(admin.describeConfigs(topics).all().get().values())
                    .hasSize(2)
                    .allSatisfy(config -> {
                        assertThat(config.get("segment.bytes").value()).isEqualTo("1048576");
                        assertThat(config.get("segment.ms").value()).isEqualTo("10000");
                        assertThat(config.get("delete.retention.ms").value()).isEqualTo("60000");
                    });
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void afterACloseNoProcessIsLeftAndTheNextStartFindsPortsAndData() throws SQLException {
        sql("CREATE TABLE kept (n int)");
        sql("INSERT INTO kept VALUES (7)");
        produce("events", "kept");
        Endpoints before = stack.endpoints();
        List<ProcessHandle> processes = stack.processes().stream()
                .flatMap(process -> ProcessHandle.of(process.pid()).stream())
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .toList();

        stack.close();
        assertThat(processes).hasSizeGreaterThan(3).noneMatch(Signals::alive);
        assertThat(folder.resolve(Endpoints.FILE_NAME)).doesNotExist();

        stack = start(folder);
        assertThat(stack.endpoints()).isEqualTo(before);
        assertThat(number("SELECT n FROM kept")).isEqualTo(7);
        assertThat(read("events", 1)).containsExactly("kept");
        setUp(PARTITIONS);
    }

    private static LocalStack start(Path folder) {
        return LocalStack.start(
                StackOptions.in(folder).partitions(PARTITIONS).serversOnly().brief(), _ -> {});
    }

    private static void setUp(int partitions) {
        PipelineSetup.run(
                stack.endpoints().bootstrapServers(),
                stack.endpoints().registryUrl(),
                Topics.DEFAULT,
                partitions,
                (short) 1);
    }

    private static List<String> subjects() throws Exception {
        try (SchemaRegistryClient client =
                RegistrySchemas.client(stack.endpoints().registryUrl())) {
            return client.getAllSubjects().stream()
                    .filter(subject -> !subject.startsWith("notes"))
                    .sorted()
                    .toList();
        }
    }

    private static void sql(String statement) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(stack.endpoints().jdbcUrl());
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static int number(String query) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(stack.endpoints().jdbcUrl());
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getInt(1);
        }
    }

    private static KafkaProducer<String, String> producer(String transactionalId, int timeoutMs) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.endpoints().bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                transactionalId,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                timeoutMs);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private static void produce(String topic, String value) {
        try (KafkaProducer<String, String> producer = producer("local-stack-test", 15_000)) {
            producer.initTransactions();
            producer.beginTransaction();
            var _ = producer.send(new ProducerRecord<>(topic, 0, "key", value));
            producer.commitTransaction();
        }
    }

    private static List<String> read(String topic, int count) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.endpoints().bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<String> values = new ArrayList<>();
            long startedNs = System.nanoTime();
            while (values.size() < count && System.nanoTime() - startedNs < TestTimeouts.CONDITION.toNanos()) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
