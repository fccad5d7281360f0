package dev.foldline.e2e.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.client.CommandClient;
import dev.foldline.contract.KeyPartitioner;
import dev.foldline.e2e.Keys;
import dev.foldline.e2e.ServiceRun;
import dev.foldline.e2e.SharedStack;
import dev.foldline.e2e.guards.OwnPipeline;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.stack.Endpoints;
import dev.foldline.stack.LocalStack;
import dev.foldline.testing.TestTimeouts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Settings that the promises rest on: refused at start, named in readiness when they change while the service runs. */
@ExtendWith(SharedStack.class)
final class SettingsIT {

    private static final Map<String, String> WATCHFUL = Map.of("foldline.topics.check.interval.ms", "300");

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Endpoints endpoints;

    @SuppressWarnings("NullAway.Init")
    private static Admin admin;

    @BeforeAll
    static void open(LocalStack stack) {
        endpoints = stack.endpoints();
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, endpoints.bootstrapServers()));
    }

    @AfterAll
    static void close() {
        admin.close();
    }

    @Test
    void partitionsAddedUnderARunningServiceAreNamedAndNoKeyIsDecidedInAWrongOne() throws Exception {
        try (OwnPipeline pipeline = OwnPipeline.create(endpoints, "added", folder)) {
            pipeline.start("added", WATCHFUL);
            pipeline.decide(0, 1, 2);
            int more = OwnPipeline.PARTITIONS + 1;
            admin.createPartitions(Map.of(pipeline.topics().commands(), NewPartitions.increaseTo(more)))
                    .all()
                    .get();

            await(
                    "readiness to name it",
                    () -> assertThat(pipeline.readiness())
                            .contains("topic added.commands has 4 partitions, but the pipeline was set up for 3")
                            .contains("Partitions were added"));
            assertThat(pipeline.ready()).isFalse();
            String same = key(0, 0);
            String other = key(1, 0);
            try (CommandClient client = CommandClient.open(
                    endpoints.bootstrapServers(), endpoints.registryUrl(), pipeline.topics(), TestTimeouts.CONDITION)) {
                CommandResult decided = client.send(same, open()).join();
                assertThat(decided.getStatus()).isEqualTo(CommandStatus.ACCEPTED);
                CommandResult refused = client.send(other, open()).join();
                assertThat(refused.getStatus()).isEqualTo(CommandStatus.FAILED);
                assertThat(refused.getErrorCode()).isEqualTo("wrong-partition");
                assertThat(refused.getErrorMessage()).contains("belongs to partition 1 of 3, this record is in 0");
            }
        }
    }

    @Test
    void aSettingThatIsChangedUnderARunningServiceIsNamedUntilItIsRight() throws Exception {
        try (OwnPipeline pipeline = OwnPipeline.create(endpoints, "changed", folder)) {
            pipeline.start("changed", WATCHFUL);
            pipeline.decide(0);
            await("the service to be ready", () -> assertThat(pipeline.ready()).isTrue());

            set(pipeline.topics().events(), "cleanup.policy", "compact");
            await(
                    "readiness to name it",
                    () -> assertThat(pipeline.readiness())
                            .contains("topic changed.events has cleanup.policy=compact")
                            .contains("set it to delete"));
            assertThat(pipeline.ready()).isFalse();

            set(pipeline.topics().events(), "cleanup.policy", "delete");
            await(
                    "the service to be ready again",
                    () -> assertThat(pipeline.ready()).isTrue());
        }
    }

    @Test
    void whatBreaksAPromiseIsRefusedAtTheStart() throws Exception {
        try (OwnPipeline pipeline = OwnPipeline.create(endpoints, "refused", folder)) {
            pipeline.start("refused");
            pipeline.decide(0);
            pipeline.stop();

            assertRefused(
                    pipeline.refusedStart("refused", Map.of("foldline.partitioner", "crc32")),
                    "foldline.partitioner is crc32, but the pipeline of database",
                    "was set up with murmur2");
            assertRefused(
                    pipeline.refusedStart("refused", Map.of("command.group.id", "other")),
                    "the consumer group is refused.other",
                    "has always been decided by refused.foldline-command-service");
            set(pipeline.topics().commands(), "cleanup.policy", "compact,delete");
            assertRefused(
                    pipeline.refusedStart("refused", Map.of()),
                    "topic refused.commands has cleanup.policy=compact,delete",
                    "set it to delete");
        }
    }

    @Test
    void aPasswordInTheUrlIsInNoLineOfTheLog() throws Exception {
        try (OwnPipeline pipeline = OwnPipeline.create(endpoints, "secret", folder)) {
            String url = pipeline.jdbcUrl("no_such_database") + "&password=s3cret";
            ServiceRun run = pipeline.refusedStart(
                    "secret", Map.of("command.jdbc.url", url, "foldline.startup.timeout.ms", "1000"));

            assertThat(run.exitCode()).isOne();
            assertThat(run.lines())
                    .anyMatch(line -> line.contains("password=[hidden]"))
                    .noneMatch(line -> line.contains("s3cret"));
        }
    }

    private static OpenAccount open() {
        return new OpenAccount("Ada", "EUR", 100L);
    }

    /** A key that belongs to one of three partitions, and that a client sends to one of four. */
    private static String key(int ofThree, int ofFour) {
        for (int number = 0; ; number++) {
            String key = Keys.inPartition("grown-" + number + "-", ofThree, OwnPipeline.PARTITIONS);
            if (KeyPartitioner.MURMUR2.partitionOf(key, OwnPipeline.PARTITIONS + 1) == ofFour) {
                return key;
            }
        }
    }

    private static void set(String topic, String name, String value) throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    private static void await(String what, ThrowingRunnable assertion) {
        Awaitility.await(what).atMost(TestTimeouts.CONDITION).untilAsserted(assertion);
    }

    private static void assertRefused(ServiceRun run, String... words) {
        assertThat(run.exitCode()).isOne();
        assertThat(run.errors())
                .singleElement()
                .asString()
                .contains("cannot start")
                .contains(words);
    }
}
