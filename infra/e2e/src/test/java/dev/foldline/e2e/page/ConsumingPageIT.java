package dev.foldline.e2e.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.contract.Topics;
import dev.foldline.e2e.SharedStack;
import dev.foldline.example.account.AccountBalances;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.PlaceOrder;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.AccountStatus;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.stack.LocalStack;
import dev.foldline.testing.TestTimeouts;
import dev.foldline.verify.source.KafkaSource;
import dev.foldline.verify.source.TopicReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code infra/guides/consuming.md} shows can be copied and run, and does what the page says. */
@ExtendWith(SharedStack.class)
final class ConsumingPageIT {

    private static final Set<String> OPTIONAL_HEADERS = Set.of("ce_actor", "traceparent");

    private static final String POSITIONS = "event-positions.properties";

    private final LocalStack stack;
    private final CommandClient client;
    private final GuidePage page;
    private final Path folder;

    ConsumingPageIT(LocalStack shared, @TempDir Path temporary) {
        stack = shared;
        folder = temporary;
        page = new GuidePage("consuming.md", stack.endpoints(), folder);
        client = CommandClient.open(
                stack.endpoints().bootstrapServers(), stack.endpoints().registryUrl());
    }

    @AfterEach
    void close() throws Exception {
        page.close();
        client.close();
    }

    @Test
    void everyProgramOfThePageIsRunHere() {
        assertThat(page.programs())
                .containsOnlyKeys(
                        "FollowEvents.java",
                        "FollowOrders.java",
                        "CopyBalances.java",
                        "print_balances.py",
                        "print-balances.mjs");
    }

    @Test
    void thePageListsTheHeadersThatAnEventHas() {
        ConsumerRecord<byte[], byte[]> event = lastOf("events", send("consume-headers", opening("Ada")));

        Set<String> wanted = new TreeSet<>(page.headers());
        assertThat(wanted).containsAll(OPTIONAL_HEADERS);
        wanted.removeAll(OPTIONAL_HEADERS);
        assertThat(event.headers()).extracting(Header::key).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    @Tag("soak")
    void theConsoleShowsAnEventWithItsHeaders() {
        send("consume-console", opening("Console Ada"));

        try (PageRun run = page.run("--topic events")) {
            run.awaitLine(
                    "Partition:",
                    "Offset:",
                    "ce_type:dev.foldline.schema.account.AccountOpened,",
                    "ce_subject:consume-console,",
                    "ce_position:",
                    "\tconsume-console\t{\"accountId\": \"consume-console\", \"owner\": \"Console Ada\"");
        }
    }

    @Test
    @Tag("soak")
    void theConsoleShowsTheRowsOfAView() {
        int partition = send("consume-row", opening("Row Ada"));

        try (PageRun run = page.run("--topic projection.account-balances")) {
            run.awaitLine("\tconsume-row\t{\"accountId\": \"consume-row\", \"owner\": \"Row Ada\"");
        }
        assertThat(lastOf("projection.account-balances", partition).headers()).isEmpty();
    }

    @Test
    @Tag("soak")
    void aFollowerSeesEachEventOnceAlsoWhenItReadsAllAgain() throws Exception {
        send("consume-follow", opening("Ada"));
        try (PageRun run = page.run("FollowEvents.java")) {
            run.awaitLine("consume-follow dev.foldline.schema.account.AccountOpened ", "\"owner\": \"Ada\"");
            Awaitility.await().until(() -> Files.exists(folder.resolve(POSITIONS)));
        }
        forgetOffsetsOf("follow-events");
        send("consume-follow", new DepositMoney(7L, "once more", ""));

        try (PageRun again = page.run("FollowEvents.java")) {
            again.awaitLine("consume-follow dev.foldline.schema.account.MoneyDeposited ", "once more");
            assertThat(again.lines())
                    .noneMatch(line -> line.contains("consume-follow dev.foldline.schema.account." + "AccountOpened "));
        }
    }

    @Test
    @Tag("soak")
    void aFollowerStopsWhereEventsAreMissing() throws Exception {
        send("consume-gap", opening("Ada"));

        // One that begins at the end, and so does not get the events before.
        UnaryOperator<String> fromTheEnd =
                text -> text.replace("\"earliest\"", "\"latest\"").replace("\"follow-events\"", "\"follow-gap\"");
        try (PageRun run = page.run("FollowEvents.java", fromTheEnd)) {
            Awaitility.await().atMost(TestTimeouts.PROCESS).until(() -> {
                send("consume-gap", new DepositMoney(7L, "", ""));
                return !run.isAlive();
            });
            assertThat(run.awaitExitCode()).isNotZero();
            assertThat(run.lines()).anyMatch(line -> line.endsWith(" follows 0, events are missing"));
            assertThat(folder.resolve(POSITIONS)).doesNotExist();
        }
    }

    @Test
    @Tag("soak")
    void aFollowerOfOrdersGetsThemInTheirNewestShape() {
        send(
                "consume-order",
                new PlaceOrder(
                        "Ada",
                        "EUR",
                        List.of(new OrderLine("product-1", 1, 500L)),
                        "Via Po 1",
                        "Turin",
                        "10121",
                        "Italy",
                        "WEB"));

        try (PageRun run = page.run("FollowOrders.java")) {
            run.awaitLine("consume-order goes to Turin, Italy");
        }
    }

    @Test
    void aCopyOfAViewIsCompleteAndFollows() {
        send("consume-copy", opening("Ada"));

        try (PageRun run = page.run("CopyBalances.java")) {
            run.awaitLine(" accounts");
            send("consume-copy", new DepositMoney(7L, "", ""));
            run.awaitLine("consume-copy is now {", "\"balanceMinor\": 1007");
        }
    }

    @Test
    @Tag("soak")
    void aPythonProgramPrintsTheRowsOfAView() throws Exception {
        page.install("python3-confluent-kafka");
        assertPrintsRows("print_balances.py", "consume-python", " Ada 1000 EUR", " Ada 101000 EUR");
    }

    @Test
    @Tag("soak")
    void aJavaScriptProgramPrintsTheRowsOfAView() throws Exception {
        page.install("kafkajs");
        assertPrintsRows("print-balances.mjs", "consume-js", " Ada 1000 EUR", " Ada 101000 EUR");
    }

    @Test
    @Tag("soak")
    void kcatPrintsWhichRowsOfAViewChange() throws Exception {
        page.install("kcat");
        assertPrintsRows("kcat -C", "consume-kcat", " has 39 bytes in partition ", " has 40 bytes in partition ");
    }

    @Test
    @Tag("soak")
    void aCopyOfAViewLosesTheRowsThatAreGone() throws Exception {
        assertSeesThatARowIsGone("CopyBalances.java", "1 accounts", "b is now null");
    }

    @Test
    @Tag("soak")
    void aPythonProgramSeesThatARowIsGone() throws Exception {
        page.install("python3-confluent-kafka");
        assertSeesThatARowIsGone("print_balances.py", "b Ada 0 EUR", "b is gone");
    }

    @Test
    @Tag("soak")
    void aJavaScriptProgramSeesThatARowIsGone() throws Exception {
        page.install("kafkajs");
        assertSeesThatARowIsGone("print-balances.mjs", "b Ada 0 EUR", "b is gone");
    }

    @Test
    @Tag("soak")
    void kcatSeesThatARowIsGone() throws Exception {
        page.install("kcat");
        assertSeesThatARowIsGone("kcat -C", "b has 20 bytes in partition 0", "b has -1 bytes in partition 0");
    }

    private void assertPrintsRows(String command, String account, String opened, String deposited) {
        send(account, opening("Ada"));
        try (PageRun run = page.run(command)) {
            run.awaitLine(account + opened);
            send(account, new DepositMoney(100_000L, "", ""));
            run.awaitLine(account + deposited);
        }
    }

    /** On a topic like that of a view, which has no row "a" any more, and a row "b" until the program has seen it. */
    private void assertSeesThatARowIsGone(String command, String before, String gone) throws Exception {
        String topic = "consume-tombstones-" + UUID.randomUUID();
        try (Admin admin = Admin.create(
                        Map.of("bootstrap.servers", stack.endpoints().bootstrapServers()));
                KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", stack.endpoints().bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
            producer.send(new ProducerRecord<>(topic, "a", row("a"))).get();
            producer.send(new ProducerRecord<>(topic, "b", row("b"))).get();
            producer.send(tombstone(topic, "a")).get();

            try (PageRun run = page.run(command, text -> text.replace("projection.account-balances", topic))) {
                run.awaitLine(before);
                producer.send(tombstone(topic, "b")).get();
                run.awaitLine(gone);
            } finally {
                admin.deleteTopics(List.of(topic)).all().get();
            }
        }
    }

    private byte[] row(String account) {
        RegistrySchemas schemas = RegistrySchemas.at(stack.endpoints().registryUrl());
        return AvroEncoder.ofValue(schemas, Topics.DEFAULT.projection(AccountBalances.NAME))
                .encode(new AccountBalance(account, "Ada", "EUR", 0L, AccountStatus.OPEN, 0L, 1L, Instant.EPOCH));
    }

    private static ProducerRecord<String, byte[]> tombstone(String topic, String key) {
        byte @Nullable [] nothing = null;
        return new ProducerRecord<>(topic, key, nothing);
    }

    private static OpenAccount opening(String owner) {
        return new OpenAccount(owner, "EUR", 1_000L);
    }

    /** Sends a command, which must be accepted; gives its partition. */
    private int send(String aggregateId, SpecificRecord command) {
        CommandResult result =
                client.send(CommandRequest.of(aggregateId, command)).join();
        assertThat(result.getStatus()).isEqualTo(CommandStatus.ACCEPTED);
        return result.getPartition();
    }

    private ConsumerRecord<byte[], byte[]> lastOf(String topic, int partition) {
        try (KafkaSource kafka = new KafkaSource(stack.endpoints().bootstrapServers());
                TopicReader records = kafka.open(topic, partition)) {
            ConsumerRecord<byte[], byte[]> last = records.next();
            while (records.hasNext()) {
                last = records.next();
            }
            return last;
        }
    }

    private void forgetOffsetsOf(String group) {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stack.endpoints().bootstrapServers()))) {
            Awaitility.await()
                    .atMost(TestTimeouts.PROCESS)
                    .ignoreExceptions()
                    .untilAsserted(() ->
                            admin.deleteConsumerGroups(List.of(group)).all().get());
        }
    }
}
