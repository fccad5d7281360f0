package dev.foldline.e2e.guards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.e2e.ServiceRun;
import dev.foldline.e2e.SharedStack;
import dev.foldline.setup.PipelineSetup;
import dev.foldline.stack.Endpoints;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.server.ChildSpec;
import dev.foldline.stack.server.Installation;
import dev.foldline.stack.server.KafkaBroker;
import dev.foldline.stack.server.RunLength;
import dev.foldline.testing.TestTimeouts;
import dev.foldline.verify.source.KafkaSource;
import dev.foldline.verify.source.TableReader;
import dev.foldline.verify.source.TopicReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What does not belong to the tables is refused, in one line that says what to do: topics of another shape, recreated
 * or in another cluster, and tables that are older than the topics or newer than the build.
 *
 * <p>The pipeline has decided something in each partition before the first test, and its database was copied then.
 */
@ExtendWith(SharedStack.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class GuardsIT {

    private static final String DATABASE = "guards";
    private static final String BACKUP = "guards_backup";

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Endpoints endpoints;

    @SuppressWarnings("NullAway.Init")
    private static OwnPipeline pipeline;

    @SuppressWarnings("NullAway.Init")
    private static Admin admin;

    @BeforeAll
    static void decideSomething(LocalStack stack) throws Exception {
        endpoints = stack.endpoints();
        admin = admin(endpoints.bootstrapServers());
        pipeline = OwnPipeline.create(endpoints, DATABASE, folder);
        pipeline.start(DATABASE);
        pipeline.decide(0, 1, 2);
        pipeline.stop();
        pipeline.backUp(BACKUP);
    }

    @AfterAll
    static void stop() {
        pipeline.close();
        admin.close();
    }

    @Test
    void aTopicThatWasGivenMorePartitionsIsRefused() throws Exception {
        try (OwnPipeline grown = OwnPipeline.create(endpoints, "grown", folder)) {
            admin.createPartitions(
                            Map.of(grown.topics().commands(), NewPartitions.increaseTo(OwnPipeline.PARTITIONS + 1)))
                    .all()
                    .get();
            assertRefused(
                    grown.refusedStart("grown", Map.of()),
                    "topic grown.commands has 4 partitions, but foldline.partitions is 3",
                    "the number is set once");
        }
    }

    @Test
    void anotherKafkaClusterUnderTheSameTablesIsRefused() throws Exception {
        int port = freePort();
        ChildSpec broker = KafkaBroker.prepare(
                        Installation.find(),
                        folder.resolve("other-kafka"),
                        new KafkaBroker.Listeners(port, freePort(), Optional.empty()),
                        Map.of())
                .spec(RunLength.BRIEF);
        Process process = new ProcessBuilder(broker.command())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("other-kafka.log").toFile())
                .start();
        try {
            Awaitility.await("the other broker")
                    .atMost(TestTimeouts.CONDITION)
                    .ignoreExceptions()
                    .until(() -> broker.readiness().check());
            String bootstrapServers = KafkaBroker.bootstrapServers(port);
            PipelineSetup.run(
                    bootstrapServers, endpoints.registryUrl(), pipeline.topics(), OwnPipeline.PARTITIONS, (short) 1);
            assertRefused(
                    pipeline.refusedStart(DATABASE, Map.of("foldline.bootstrap.servers", bootstrapServers)),
                    "this is another Kafka cluster",
                    "but the tables of " + TableReader.shown(pipeline.jdbcUrl(DATABASE)) + " belong to",
                    "connect to that one");
        } finally {
            // Before the folder is deleted.
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aDatabaseThatANewerBuildHasMigratedIsRefused() throws Exception {
        pipeline.backUp("newer");
        pipeline.execute(
                "newer",
                "INSERT INTO flyway_schema_history VALUES (999, '999', 'moons', 'SQL', 'V999__moons.sql', 1,"
                        + " 'someone', now(), 1, true)");
        assertRefused(
                pipeline.refusedStart("newer", Map.of()),
                "has migration 999 (moons), which this build does not know",
                "a newer build has migrated it, so start that one");
    }

    /**
     * A partition's results are still there, those of another were deleted by retention and its offset moved back to
     * where the backup is, and the third has not gone on since the backup.
     */
    @Test
    void tablesRestoredFromABackupStopThePartitionsWhoseTopicsAreAhead() throws Exception {
        pipeline.start(DATABASE);
        pipeline.decide(0, 1);
        pipeline.stop();
        admin.deleteRecords(Map.of(
                        new TopicPartition(pipeline.topics().commandResults(), 0), RecordsToDelete.beforeOffset(-1)))
                .all()
                .get();
        admin.alterConsumerGroupOffsets(
                        pipeline.groupId(),
                        Map.of(new TopicPartition(pipeline.topics().commands(), 0), new OffsetAndMetadata(1)))
                .all()
                .get();
        List<Long> before = eventsEnds();

        pipeline.start(BACKUP);
        Awaitility.await("partitions to stop")
                .atMost(TestTimeouts.CONDITION)
                .untilAsserted(() -> assertThat(pipeline.readiness())
                        .contains("commands-0 STOPPED: the events topic goes up to position 2, but the table only up")
                        .contains("commands-1 STOPPED: command-results answers commands up to")
                        .contains("as after restoring a backup; restore it up to the topics' end")
                        .doesNotContain("commands-2"));
        pipeline.decide(2);
        pipeline.stop();
        assertThat(eventsEnds().subList(0, 2)).isEqualTo(before.subList(0, 2));
        assertThat(eventsEnds().get(2)).isGreaterThan(before.get(2));
    }

    /** Last, as the pipeline is of no use afterwards. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aCommandsTopicThatWasMadeAnewIsRefused() throws Exception {
        String commands = pipeline.topics().commands();
        admin.deleteTopics(List.of(commands)).all().get();
        Awaitility.await("the topic to be gone").ignoreExceptions().until(() -> gone(commands));
        pipeline.createTopics();
        assertRefused(
                pipeline.refusedStart(DATABASE, Map.of()),
                "the topic guards.commands was recreated, so its offsets restart at 0",
                "setting this row of pipeline_metadata once the cursors in command_partitions fit the new topic");
    }

    private static void assertRefused(ServiceRun run, String... words) {
        assertThat(run.exitCode()).isOne();
        assertThat(run.lines()).as("no stack trace").noneMatch(line -> line.startsWith("\tat "));
        assertThat(run.errors())
                .singleElement()
                .asString()
                .contains("cannot start")
                .contains(words);
        assertThat(run.lines().getLast()).isEqualTo(run.errors().getFirst());
    }

    private static List<Long> eventsEnds() {
        try (KafkaSource kafka = new KafkaSource(endpoints.bootstrapServers())) {
            return IntStream.range(0, OwnPipeline.PARTITIONS)
                    .mapToObj(partition -> end(kafka, partition))
                    .toList();
        }
    }

    private static long end(KafkaSource kafka, int partition) {
        try (TopicReader reader = kafka.open(pipeline.topics().events(), partition)) {
            return reader.end();
        }
    }

    private static boolean gone(String topic) throws InterruptedException {
        try {
            admin.describeTopics(List.of(topic)).allTopicNames().get();
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof UnknownTopicOrPartitionException;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Admin admin(String bootstrapServers) {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }
}
