package dev.foldline.e2e.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.client.CommandClient;
import dev.foldline.contract.KeyPartitioner;
import dev.foldline.contract.Topics;
import dev.foldline.e2e.Pipeline;
import dev.foldline.e2e.ServiceRun;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.transfer.RequestTransfer;
import dev.foldline.stack.Endpoints;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.StackOptions;
import dev.foldline.testing.TestTimeouts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole pipeline whose keys are partitioned as by librdkafka: every sender and every reader goes by it. */
@Tag("soak")
final class OtherPartitionerIT {

    private static final int ACCOUNTS = 20;
    private static final int TRANSFERS = 10;
    private static final Topics TOPICS = Topics.DEFAULT.partitionedBy(KeyPartitioner.CRC32);

    @TempDir
    private Path folder;

    @Test
    void clientsProcessesViewsReadsAndVerifyGoByThePipelinesPartitioner() throws Exception {
        StackOptions options = StackOptions.in(folder.resolve("stack"))
                .brief()
                .commandSetting("foldline.partitioner", "crc32")
                .projectionSetting("foldline.partitioner", "crc32");
        try (LocalStack stack = LocalStack.start(options, _ -> {})) {
            Endpoints endpoints = stack.endpoints();
            try (CommandClient client = CommandClient.open(
                    endpoints.bootstrapServers(), endpoints.registryUrl(), TOPICS, TestTimeouts.CONDITION)) {
                for (int number = 0; number < ACCOUNTS; number++) {
                    String account = "account-" + number;
                    CommandResult opened = client.send(account, new OpenAccount("Ada", "EUR", 100L))
                            .join();
                    assertThat(opened.getStatus()).isEqualTo(CommandStatus.ACCEPTED);
                    assertThat(opened.getPartition()).isEqualTo(KeyPartitioner.CRC32.partitionOf(account, 8));
                }
                for (int number = 0; number < TRANSFERS; number++) {
                    RequestTransfer transfer = new RequestTransfer(
                            "account-" + number, "account-" + (ACCOUNTS - 1 - number), 5L, "EUR", "");
                    assertThat(client.send("other-" + number, transfer).join().getStatus())
                            .isEqualTo(CommandStatus.ACCEPTED);
                }
            }
            // Each step of a process is a command in the right partition, or it would have failed.
            assertThat(TransferEvents.awaitEnded(endpoints, "other-", TRANSFERS))
                    .isEqualTo(Map.of("TransferCompleted", TRANSFERS));
            assertThat(get(endpoints.commandUrl() + "/aggregates/account-1")).contains("\"version\"");
            Pipeline.assertClean(endpoints);

            ServiceRun murmur2 = ServiceRun.of(
                    ServiceRun.Service.PROJECTION,
                    folder,
                    Map.of(
                            "foldline.bootstrap.servers", endpoints.bootstrapServers(),
                            "foldline.registry.url", endpoints.registryUrl(),
                            "foldline.instance.id", "2",
                            "projection.state.dir", folder.resolve("state").toString(),
                            "projection.jdbc.url", endpoints.jdbcUrl()));
            assertThat(murmur2.exitCode()).isOne();
            assertThat(murmur2.errors().getFirst())
                    .contains("foldline.partitioner is murmur2", "crc32 puts their keys");
        }
    }

    private static String get(String url) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
