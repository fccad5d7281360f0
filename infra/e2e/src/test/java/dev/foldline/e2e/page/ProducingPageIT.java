package dev.foldline.e2e.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.client.CommandClient;
import dev.foldline.contract.KeyPartitioner;
import dev.foldline.contract.Topics;
import dev.foldline.e2e.Pipeline;
import dev.foldline.e2e.SharedStack;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.stack.LocalStack;
import dev.foldline.verify.source.KafkaSource;
import dev.foldline.verify.source.TopicReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs of {@code infra/guides/producing.md} can be copied and run. All of them send the same 1,000 keys to the
 * partitions where the pipeline's partitioner has them, and print what became of each command.
 */
@Tag("soak")
@ExtendWith(SharedStack.class)
final class ProducingPageIT {

    private static final String COMMANDS = Topics.DEFAULT.commands();

    /** Keys of one to four bytes a character, and of any length modulo four, which is what murmur2 reads at a time. */
    private static final List<String> ACCOUNTS = IntStream.range(0, 1_000)
            .mapToObj(number -> "produce-" + (number % 10 == 0 ? "é東京😀-" : "") + number)
            .toList();

    private static final String UNKNOWN_ACCOUNT = "produce-unknown";

    private final LocalStack stack;
    private final Path folder;
    private final GuidePage page;

    ProducingPageIT(LocalStack shared, @TempDir Path temporary) {
        stack = shared;
        folder = temporary;
        page = new GuidePage("producing.md", stack.endpoints(), folder);
    }

    @BeforeAll
    static void openAccounts(LocalStack shared) {
        try (CommandClient client = CommandClient.open(
                shared.endpoints().bootstrapServers(), shared.endpoints().registryUrl())) {
            List<CompletableFuture<CommandResult>> opened = ACCOUNTS.stream()
                    .map(account -> client.send(account, new OpenAccount("Ada", "EUR", 0L)))
                    .toList();
            assertThat(opened)
                    .extracting(CompletableFuture::join)
                    .extracting(CommandResult::getStatus)
                    .containsOnly(CommandStatus.ACCEPTED);
        }
    }

    @AfterEach
    void close() throws Exception {
        page.close();
    }

    @AfterAll
    static void allOfItVerifies(LocalStack shared) {
        Pipeline.assertClean(shared.endpoints());
    }

    @Test
    void theJavaProgramSendsEachKeyToItsPartitionAndHearsEachResult() throws Exception {
        assertSendsAndHears("DepositEach.java");
    }

    @Test
    void thePythonProgramSendsEachKeyToItsPartitionAndHearsEachResult() throws Exception {
        page.install("python3-confluent-kafka");
        assertSendsAndHears("deposit_each.py");
    }

    @Test
    void theJavaScriptProgramSendsEachKeyToItsPartitionAndHearsEachResult() throws Exception {
        page.install("kafkajs");
        assertSendsAndHears("deposit-each.mjs");
    }

    @Test
    void kcatSendsEachKeyToItsPartitionAndHearsEachResult() throws Exception {
        page.install("kcat");
        assertSendsAndHears("deposit-each.sh");
    }

    private void assertSendsAndHears(String program) throws Exception {
        List<String> keys =
                Stream.concat(ACCOUNTS.stream(), Stream.of(UNKNOWN_ACCOUNT)).toList();
        Files.write(folder.resolve("accounts.txt"), keys);
        try (KafkaSource kafka = new KafkaSource(stack.endpoints().bootstrapServers())) {
            List<Long> ends = eachPartition(kafka, partition -> end(kafka, partition));
            try (PageRun run = page.run(program)) {
                assertThat(run.awaitExitCode()).as("%s", run.lines()).isZero();
                assertThat(run.lines())
                        .extracting(String::strip)
                        .filteredOn(line -> line.endsWith(" ACCEPTED"))
                        .containsExactlyInAnyOrderElementsOf(ACCOUNTS.stream()
                                .map(account -> account + " ACCEPTED")
                                .toList());
                assertThat(run.lines())
                        .filteredOn(line -> line.startsWith(UNKNOWN_ACCOUNT))
                        .singleElement(InstanceOfAssertFactories.STRING)
                        .startsWith(UNKNOWN_ACCOUNT + " REJECTED ")
                        .contains("aggregate-not-found");
            }
            List<List<String>> sent = eachPartition(kafka, partition -> keys(kafka, partition, ends.get(partition)));
            assertThat(sent.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(keys);
            for (int partition = 0; partition < sent.size(); partition++) {
                assertThat(sent.get(partition))
                        .extracting(key -> KeyPartitioner.MURMUR2.partitionOf(key, sent.size()))
                        .containsOnly(partition);
            }
        }
    }

    private static <T> List<T> eachPartition(KafkaSource kafka, Function<Integer, T> ask) {
        return IntStream.range(0, kafka.partitions(COMMANDS)).boxed().map(ask).toList();
    }

    private static long end(KafkaSource kafka, int partition) {
        try (TopicReader commands = kafka.open(COMMANDS, partition)) {
            return commands.end();
        }
    }

    private static List<String> keys(KafkaSource kafka, int partition, long from) {
        List<String> keys = new ArrayList<>();
        try (TopicReader commands = kafka.open(COMMANDS, partition, from)) {
            while (commands.hasNext()) {
                ConsumerRecord<byte[], byte[]> command = commands.next();
                keys.add(new String(command.key(), StandardCharsets.UTF_8));
            }
        }
        return keys;
    }
}
