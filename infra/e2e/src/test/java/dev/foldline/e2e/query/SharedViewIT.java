package dev.foldline.e2e.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.cli.operator.ServiceClient;
import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.client.ViewClient;
import dev.foldline.client.WrittenRow;
import dev.foldline.e2e.query.Answers.Answer;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.account.WithdrawMoney;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.stack.StackOptions;
import dev.foldline.stack.server.Folders;
import dev.foldline.stack.server.ServiceProcesses;
import dev.foldline.testing.TestTimeouts;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two instances of projection-service share every view, on a stack of their own. */
@Tag("soak")
final class SharedViewIT {

    private static final int PARTITIONS = 8;
    private static final int ACCOUNTS = 60;
    private static final int DEPOSITS = 100;
    private static final int SAMPLES = 500;

    private static final Answers answers = new Answers();

    @SuppressWarnings("NullAway.Init")
    private static LocalStack stack;

    @SuppressWarnings("NullAway.Init")
    private static CommandClient commands;

    private static final List<String> keys =
            IntStream.range(0, ACCOUNTS).mapToObj(i -> "shared/" + i).toList();

    @BeforeAll
    static void start() throws IOException {
        Path folder = Path.of("target", "shared-view");
        Folders.delete(folder);
        stack = LocalStack.start(
                StackOptions.in(folder)
                        .brief()
                        .projectionInstances(2)
                        .projectionSetting("projection.session.timeout.ms", "6000"),
                _ -> {});
        commands = CommandClient.open(
                stack.endpoints().bootstrapServers(), stack.endpoints().registryUrl());
        awaitSharedBy(Set.of("1", "2"));
        Map<Integer, Long> positions = new TreeMap<>();
        for (String key : keys) {
            CommandResult opened =
                    commands.send(key, new OpenAccount("Ada", "EUR", 1_000L)).join();
            assertThat(opened.getStatus()).isEqualTo(CommandStatus.ACCEPTED);
            positions.merge(opened.getPartition(), opened.getLastPosition(), Math::max);
        }
        String after = positions.entrySet().stream()
                .map(position -> "after=" + position.getKey() + ":" + position.getValue())
                .collect(Collectors.joining("&"));
        assertThat(answers.get(first(), Answers.VIEW + "/rows?" + after).status())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        answers.close();
        commands.close();
        stack.close();
    }

    @Test
    void everyKeyIsAnsweredTheSameByBothInstances() {
        awaitSharedBy(Set.of("1", "2"));
        for (String key : keys) {
            Answer one = answers.row(first(), key);
            assertThat(one.status()).as(key).isEqualTo(200);
            assertThat(one.body().get("accountId").asText()).isEqualTo(key);
            assertThat(answers.row(second(), key)).isEqualTo(one);
        }
        for (String url : stack.queryUrls()) {
            assertThat(answers.row(url, "nobody").status()).isEqualTo(404);
        }
    }

    @Test
    void aListIsCompleteAndInOrderFromBothInstances() {
        awaitSharedBy(Set.of("1", "2"));
        List<String> inOrder = keys.stream().sorted().toList();
        for (String url : stack.queryUrls()) {
            assertThat(ids(answers.rows(url))).isEqualTo(inOrder);
            assertThat(ids(answers.get(url, Answers.VIEW + "/rows?limit=7"))).isEqualTo(inOrder.subList(0, 7));
        }
    }

    @Test
    void aWriteIsReadAtOnceThroughEitherInstance() {
        awaitSharedBy(Set.of("1", "2"));
        String account = "writer";
        commands.send(account, new OpenAccount("Ada", "EUR", 0L)).join();
        long balance = 0;
        try (ViewClient one = ViewClient.open(first());
                ViewClient other = ViewClient.open(second())) {
            for (int i = 1; i <= DEPOSITS; i++) {
                balance += i;
                WrittenRow written = commands.sendAndRead(
                                CommandRequest.of(account, new DepositMoney((long) i, "", "")),
                                i % 2 == 0 ? one : other,
                                "account-balances")
                        .join();
                assertThat(balance(written.row().orElseThrow())).isEqualTo(balance);
            }
            WrittenRow refused = commands.sendAndRead(
                            CommandRequest.of(account, new WithdrawMoney(balance + 1, "", "")), one, "account-balances")
                    .join();
            assertThat(refused.result().getStatus()).isEqualTo(CommandStatus.REJECTED);
            assertThat(balance(refused.row().orElseThrow())).isEqualTo(balance);
        }
    }

    @Test
    void aPositionThatNoEventHasYetIs504WithTheCurrentOne() {
        awaitSharedBy(Set.of("1", "2"));
        for (String url : stack.queryUrls()) {
            Answer behind = answers.get(url, Answers.VIEW + "/rows?after=0:1000000&wait-ms=100");
            assertThat(behind.status()).isEqualTo(504);
            assertThat(behind.body().get("error").asText()).isEqualTo("view-behind");
            assertThat(behind.body().at("/positions/0").asLong()).isBetween(1L, 999_999L);
        }
    }

    @Test
    void everyInstanceSaysThatAllViewsHaveExactlyCaughtUp() throws SQLException {
        awaitSharedBy(Set.of("1", "2"));
        List<Long> positions = positions();
        for (String url : stack.queryUrls()) {
            Awaitility.await("all views have caught up at " + url)
                    .atMost(TestTimeouts.PROCESS)
                    .until(() -> answers.get(url, "/projections")
                            .body()
                            .get("projections")
                            .valueStream()
                            .allMatch(view -> view.get("caughtUp").asBoolean()));
            JsonNode view = answers.get(url, Answers.VIEW).body();
            assertThat(view.get("lagEvents").asLong()).isZero();
            assertThat(view.get("lagSeconds").asDouble()).isZero();
            assertThat(view.get("gaps").asLong() + view.get("repeats").asLong()).isZero();
            assertThat(view.get("unknown")).isEmpty();
            assertThat(view.get("partitions"))
                    .extracting(partition -> partition.get("position").asLong())
                    .isEqualTo(positions);
            assertThat(view.get("partitions"))
                    .extracting(partition -> partition.get("lastPosition").asLong())
                    .isEqualTo(positions);
        }
    }

    @Test
    void aPoisonedKeyHoldsBackItsOwnEventsUntilItIsSkippedThroughEitherInstance() throws Exception {
        awaitSharedBy(Set.of("1", "2"));
        for (int i = 0; i < stack.queryUrls().size(); i++) {
            String key = "poisoned-" + i;
            String url = stack.queryUrls().get(i);
            Foreign.write(stack.endpoints(), key);
            CommandResult opened =
                    commands.send(key, new OpenAccount("Ada", "EUR", 5L)).join();
            String after = "?after=" + opened.getPartition() + ":" + opened.getLastPosition();

            assertThat(answers.get(url, Answers.VIEW + "/rows/" + key + after).status())
                    .isEqualTo(404);
            JsonNode parked =
                    answers.get(url, Answers.VIEW + "/dead-letters").body().at("/keys/0");
            assertThat(parked.get("key").asText()).isEqualTo(key);
            assertThat(parked.get("events").asInt()).isEqualTo(2);
            assertThat(parked.get("error").asText()).contains("ce_position is missing");
            assertThat(answers.get(url, Answers.VIEW).body().get("parked").asLong())
                    .isEqualTo(2);

            try (ServiceClient operator = new ServiceClient(url)) {
                operator.post(Answers.VIEW + "/dead-letters/" + key + "/retry", Map.of("actor", "ada"));
                Awaitility.await("a second attempt")
                        .atMost(TestTimeouts.PROCESS)
                        .until(() -> answers.get(url, Answers.VIEW + "/dead-letters")
                                        .body()
                                        .at("/keys/0/attempts")
                                        .asInt()
                                == 2);
                operator.post(Answers.VIEW + "/dead-letters/" + key + "/skip", Map.of("actor", "ada"));
            }
            Awaitility.await("the row of the freed key")
                    .atMost(TestTimeouts.PROCESS)
                    .until(() -> answers.row(url, key).status() == 200);
            assertThat(answers.get(url, Answers.VIEW + "/dead-letters").body().get("keys"))
                    .isEmpty();
            skipInProcessManager(url, key);
        }
    }

    /** Process managers also park records that are not events. */
    private static void skipInProcessManager(String url, String key) {
        String deadLetters = "/projections/process-transfer/dead-letters";
        Awaitility.await("the parked key")
                .atMost(TestTimeouts.PROCESS)
                .until(
                        () -> answers.get(url, deadLetters)
                                .body()
                                .at("/keys/0/key")
                                .asText(),
                        key::equals);
        try (ServiceClient operator = new ServiceClient(url)) {
            operator.post(deadLetters + "/" + key + "/skip", Map.of("actor", "ada"));
        }
        Awaitility.await("no parked key")
                .atMost(TestTimeouts.PROCESS)
                .until(
                        () -> answers.get(url, deadLetters).body().path("keys"),
                        keys -> keys.isArray() && keys.isEmpty());
    }

    @Test
    void anInstanceThatIsKilledIsMissedUntilTheOtherHasTakenOverAndNoAnswerIsEverWrong() {
        awaitSharedBy(Set.of("1", "2"));
        Map<String, JsonNode> expected = new LinkedHashMap<>();
        answers.rows(first())
                .body()
                .get("rows")
                .forEach(row -> expected.put(row.get("accountId").asText(), row));
        assertThat(expected).containsKeys(keys.toArray(String[]::new));
        ManagedProcess killed = stack.process(ServiceProcesses.projectionServiceName(2));
        try (Sampling sampling = new Sampling(stack.queryUrls(), expected)) {
            awaitRight(sampling);
            killed.kill();
            Awaitility.await("partitions that are nowhere")
                    .atMost(TestTimeouts.PROCESS)
                    .until(() -> answers.holders(first()).contains(List.of()));
            awaitSharedBy(Set.of("1"));
            awaitRight(sampling);
            assertThat(sampling.refused())
                    .as("questions while partitions were nowhere")
                    .isPositive();

            killed.restart();
            awaitSharedBy(Set.of("1", "2"));
            awaitRight(sampling);
            assertThat(sampling.wrong()).isEmpty();
        }
    }

    private static void awaitRight(Sampling sampling) {
        int before = sampling.right();
        Awaitility.await("right answers")
                .atMost(TestTimeouts.PROCESS)
                .until(() ->
                        sampling.right() > before + SAMPLES || !sampling.wrong().isEmpty());
        assertThat(sampling.wrong()).isEmpty();
    }

    /** Waits until every partition has an instance, and these have all of them between them. */
    private static void awaitSharedBy(Set<String> instances) {
        Awaitility.await("partitions shared by " + instances)
                .atMost(TestTimeouts.PROCESS)
                .until(() -> {
                    List<List<String>> holders = answers.holders(first());
                    Set<String> all = new TreeSet<>();
                    holders.forEach(all::addAll);
                    return holders.size() == PARTITIONS && !holders.contains(List.of()) && all.equals(instances);
                });
    }

    private static String first() {
        return stack.queryUrls().get(0);
    }

    private static String second() {
        return stack.queryUrls().get(1);
    }

    private static List<String> ids(Answer list) {
        assertThat(list.status()).isEqualTo(200);
        return list.body()
                .get("rows")
                .valueStream()
                .map(row -> row.get("accountId").asText())
                .filter(id -> id.startsWith("shared/"))
                .toList();
    }

    private static long balance(JsonNode row) {
        return row.get("balanceMinor").asLong();
    }

    /** The last position of every partition, as the table has it. */
    private static List<Long> positions() throws SQLException {
        List<Long> positions = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(stack.endpoints().jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT coalesce(max(position), 0) FROM generate_series(0, "
                        + (PARTITIONS - 1) + ") AS p LEFT JOIN events ON partition = p GROUP BY p ORDER BY p")) {
            while (rows.next()) {
                positions.add(rows.getLong(1));
            }
        }
        return positions;
    }
}
