package dev.foldline.e2e.owners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.cli.operator.ServiceClient;
import dev.foldline.client.CommandClient;
import dev.foldline.contract.Topics;
import dev.foldline.e2e.Keys;
import dev.foldline.e2e.Load;
import dev.foldline.e2e.Pipeline;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.stack.StackOptions;
import dev.foldline.stack.server.Folders;
import dev.foldline.testing.TestTimeouts;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.TableReader;
import dev.foldline.verify.source.VerifyException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The partitions are spread over two Postgres servers, and one of them dies under load. */
@Tag("soak")
final class TwoDatabasesIT {

    private static final int PARTITIONS = 8;
    private static final int ACCOUNTS = 200;
    private static final int SOME = 500;

    @SuppressWarnings("NullAway.Init")
    private static LocalStack stack;

    @BeforeAll
    static void start() throws IOException {
        Path folder = Path.of("target", "two-databases");
        Folders.delete(folder);
        stack = LocalStack.start(StackOptions.in(folder).brief().databases(2), _ -> {});
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void oneOfTwoDatabasesKilledUnderLoadStopsOnlyItsPartitionsAndLosesAndRepeatsNothing() throws Exception {
        ManagedProcess victim = stack.process("postgres-2");
        try (Load load = Load.steady(stack.endpoints(), "two", ACCOUNTS)) {
            load.awaitAnswered(SOME);
            victim.kill();
            for (int partition = 0; partition < PARTITIONS / 2; partition++) {
                assertThat(open(Keys.inPartition("alive-", partition, PARTITIONS)))
                        .as("result of partition %d, whose database is alive", partition)
                        .isEqualTo(CommandStatus.ACCEPTED);
            }
            victim.restart();
            assertThat(open(Keys.inPartition("back-", PARTITIONS - 1, PARTITIONS)))
                    .isEqualTo(CommandStatus.ACCEPTED);
            load.awaitProgress(SOME);
            load.finish();
            assertThat(load.results()).extracting(CommandResult::getStatus).doesNotContain(CommandStatus.FAILED);
        }
        Pipeline.assertClean(stack.endpoints());

        List<String> urls = List.of(stack.endpoints().jdbcUrl().split(" ", -1));
        assertThat(partitionsWithEvents(urls.get(0))).containsExactly(0, 1, 2, 3);
        assertThat(partitionsWithEvents(urls.get(1))).containsExactly(4, 5, 6, 7);
        assertThat(firstEvent(Keys.inPartition("alive-", 0, PARTITIONS)).partition())
                .isZero();
        assertThat(firstEvent(Keys.inPartition("back-", PARTITIONS - 1, PARTITIONS))
                        .partition())
                .isEqualTo(PARTITIONS - 1);
        assertThat(versionOverHttp(Keys.inPartition("alive-", 0, PARTITIONS))).isEqualTo(1);
        assertThat(versionOverHttp(Keys.inPartition("back-", PARTITIONS - 1, PARTITIONS)))
                .isEqualTo(1);
    }

    @Test
    void verifyNamesAPartitionThatWasAcquiredInTwoDatabases() throws Exception {
        List<String> urls = List.of(stack.endpoints().jdbcUrl().split(" ", -1));
        setEpoch(urls.getFirst(), 1);
        try {
            assertThatThrownBy(() -> Pipeline.assertClean(stack.endpoints()))
                    .isInstanceOf(VerifyException.class)
                    .hasMessageContaining("partition 7 was acquired both in " + TableReader.shown(urls.get(0))
                            + " and in " + TableReader.shown(urls.get(1)));
        } finally {
            setEpoch(urls.getFirst(), 0);
        }
    }

    private static void setEpoch(String url, long epoch) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE command_partitions SET epoch = " + epoch + " WHERE partition = 7");
        }
    }

    private static CommandStatus open(String account) {
        try (CommandClient client = CommandClient.open(
                stack.endpoints().bootstrapServers(),
                stack.endpoints().registryUrl(),
                Topics.DEFAULT,
                TestTimeouts.CONDITION)) {
            return client.send(account, new OpenAccount("Ada", "EUR", 100L))
                    .join()
                    .getStatus();
        }
    }

    /** As the command {@code events} finds it, which is told of both databases. */
    private static EventRow firstEvent(String account) {
        try (TableReader tables = TableReader.open(stack.endpoints().jdbcUrl())) {
            Iterator<EventRow> stream = tables.stream(account, 1);
            assertThat(stream).as("events of %s", account).hasNext();
            return stream.next();
        }
    }

    private static long versionOverHttp(String account) {
        try (ServiceClient service = new ServiceClient(stack.endpoints().commandUrl())) {
            return service.get("/aggregates/" + account, Map.of())
                    .get("version")
                    .asLong();
        }
    }

    private static Set<Integer> partitionsWithEvents(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT DISTINCT partition FROM events")) {
            Set<Integer> partitions = new TreeSet<>();
            while (rows.next()) {
                partitions.add(rows.getInt(1));
            }
            return partitions;
        }
    }
}
