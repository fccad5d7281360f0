package dev.foldline.e2e.owners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.e2e.SharedStack;
import dev.foldline.e2e.guards.OwnPipeline;
import dev.foldline.stack.LocalStack;
import dev.foldline.testing.TestTimeouts;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is not worked on shows in health and metrics within the limit, and no longer once it is worked on again. */
@ExtendWith(SharedStack.class)
final class UnattendedPartitionsIT {

    private static final String DATABASE = "unattended";
    private static final String IDLE = "idle-member";
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final String STALL_MS = "command.stall.report.ms";

    /** Postgres lets a statement wait for a lock for half of this. */
    private static final String TRANSACTION_TIMEOUT_MS = "command.jdbc.transaction.timeout.ms";

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static OwnPipeline pipeline;

    private final LocalStack stack;

    UnattendedPartitionsIT(LocalStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    static void start(LocalStack stack) throws Exception {
        pipeline = OwnPipeline.create(stack.endpoints(), DATABASE, folder);
        pipeline.start(DATABASE, with(Map.of(OwnPipeline.INSTANCE_ID, "1", TRANSACTION_TIMEOUT_MS, "60000")));
        await("the instance to be ready", () -> assertThat(pipeline.ready()).isTrue());
        pipeline.decide(0, 1, 2);
    }

    @AfterAll
    static void stop() {
        pipeline.close();
    }

    @Test
    void aPartitionWhoseMemberNeverWorksOnItIsNamedByEveryInstanceUntilItIsWorkedOnAgain() throws Exception {
        try (OwnPipeline other = pipeline.another()) {
            other.start(DATABASE, with(Map.of(OwnPipeline.INSTANCE_ID, "2")));
            List<OwnPipeline> instances = List.of(pipeline, other);
            awaitAllIsWell(instances);

            Set<Integer> idle;
            try (IdleMember member =
                    new IdleMember(stack.endpoints().bootstrapServers(), pipeline.groupId(), IDLE, pipeline.topics())) {
                await(
                        "partitions of the idle member",
                        () -> assertThat(member.partitions()).isNotEmpty());
                all().forEach(pipeline::send);
                await("both instances to name them", () -> {
                    Set<Integer> now = member.partitions();
                    for (OwnPipeline instance : instances) {
                        String readiness = instance.readiness();
                        assertThat(readiness).contains("\"UP\"", "\"degraded\"", "\"unattended\"");
                        all().forEach(partition -> assertThat(
                                        readiness.contains("commands-" + partition + ": commands wait from offset "))
                                .as("partition %d in %s", partition, readiness)
                                .isEqualTo(now.contains(partition)));
                        assertThat(readiness).contains("the group has given it to " + IDLE + " at ");
                        assertThat(unattended(instance)).isEqualTo(now);
                    }
                });
                idle = member.partitions();
            }
            assertThat(idle).isNotEmpty();
            awaitAllIsWell(instances);
            pipeline.decide(0, 1, 2);
            other.stop();
        }
        await("the other's partitions", () -> assertThat(pipeline.ready()).isTrue());
    }

    /** No owner's cursor passes what an aborted transaction leaves at the end of a partition. */
    @Test
    @Tag("soak")
    void whatIsLeftOfAnAbortedTransactionIsNotTakenForACommandThatWaits() throws Exception {
        awaitAllIsWell(List.of(pipeline));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.endpoints().bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "aborts",
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(pipeline.topics().commands(), 2, new byte[] {1}, new byte[] {2}))
                    .get();
            producer.abortTransaction();
        }
        Awaitility.await("several times the limit")
                .during(LIMIT.multipliedBy(3))
                .atMost(TestTimeouts.PROCESS)
                .until(() -> unattended(pipeline).isEmpty());
        awaitAllIsWell(List.of(pipeline));
    }

    @Test
    void aTurnThatHangsMakesItsInstanceUnreadyUntilItIsOver() throws Exception {
        await("the instance to be ready", () -> assertThat(pipeline.ready()).isTrue());
        try (Connection connection = DriverManager.getConnection(pipeline.jdbcUrl(DATABASE));
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT FROM command_partitions WHERE partition = 1 FOR UPDATE");
            pipeline.send(1);
            await(
                    "the hanging turn",
                    () -> assertThat(pipeline.readiness())
                            .contains("\"DOWN\"", "command-service-1-1 has been in one turn for ")
                            .containsPattern("nothing happens to its partitions 0, 1, 2\\b"));
            connection.rollback();
        }
        awaitAllIsWell(List.of(pipeline));
        pipeline.decide(0, 1, 2);
    }

    private static Map<String, String> with(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put(STALL_MS, "" + LIMIT.toMillis());
        return all;
    }

    private static void awaitAllIsWell(List<OwnPipeline> instances) {
        await("all partitions to be worked on", () -> {
            for (OwnPipeline instance : instances) {
                assertThat(instance.readiness()).contains("\"UP\"").doesNotContain("\"unattended\"");
                assertThat(instance.metrics().lines())
                        .containsAll(all().stream()
                                .map(partition -> gauge(partition) + "0.0")
                                .toList());
            }
        });
    }

    /** As an instance's metrics tell. */
    private static Set<Integer> unattended(OwnPipeline instance) throws Exception {
        Set<String> lines = instance.metrics().lines().collect(Collectors.toSet());
        return all().stream()
                .filter(partition -> lines.contains(gauge(partition) + "1.0"))
                .collect(Collectors.toSet());
    }

    private static String gauge(int partition) {
        return "foldline_partition_unattended{partition=\"" + partition + "\"} ";
    }

    private static List<Integer> all() {
        return IntStream.range(0, OwnPipeline.PARTITIONS).boxed().toList();
    }

    private static void await(String what, ThrowingRunnable asserted) {
        Awaitility.await(what).atMost(TestTimeouts.PROCESS).pollInSameThread().untilAsserted(asserted);
    }
}
