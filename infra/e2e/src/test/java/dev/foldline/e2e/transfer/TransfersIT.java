package dev.foldline.e2e.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.contract.Topics;
import dev.foldline.e2e.Pipeline;
import dev.foldline.e2e.ServiceRun;
import dev.foldline.e2e.SharedStack;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.CloseAccount;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.transfer.RedirectTransfer;
import dev.foldline.schema.transfer.RequestTransfer;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.testing.TestTimeouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Transfers on the whole pipeline, whose services are killed meanwhile: no cent is lost, and each transfer ends. */
@ExtendWith(SharedStack.class)
final class TransfersIT {

    private static final int ACCOUNTS = 6;
    private static final int TRANSFERS = 300;
    private static final long FIRST_MINOR = 10_000;

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static LocalStack stack;

    @SuppressWarnings("NullAway.Init")
    private static CommandClient client;

    private final SplittableRandom random = new SplittableRandom(7);

    @BeforeAll
    static void connect(LocalStack shared) {
        stack = shared;
        client = CommandClient.open(
                stack.endpoints().bootstrapServers(),
                stack.endpoints().registryUrl(),
                Topics.DEFAULT,
                TestTimeouts.PROCESS);
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @Test
    void theServicesAreKilledAndEachTransferEndsOnce() {
        openAccounts("killed");
        request("killed", TRANSFERS / 2);
        TransferEvents.awaitEnded(stack.endpoints(), "killed-", TRANSFERS / 10);
        ManagedProcess projections = stack.process("projection-service");
        ManagedProcess commands = stack.process("command-service");
        projections.kill();
        request("killed-again", TRANSFERS / 2);
        projections.restart();
        TransferEvents.awaitEnded(stack.endpoints(), "killed-", TRANSFERS / 4);
        commands.kill();
        commands.restart();

        Map<String, Integer> ends = TransferEvents.awaitEnded(stack.endpoints(), "killed-", TRANSFERS);
        assertThat(ends).containsKeys("TransferCompleted", "TransferCompensated", "TransferRefused");
        assertThat(ends.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(TRANSFERS);
        Pipeline.assertClean(stack.endpoints());
    }

    @Test
    @Tag("soak")
    void anotherInstanceTakesTheTransfersOverFromOneThatWasKilled() throws Exception {
        openAccounts("moved");
        ManagedProcess first = stack.process("projection-service");
        Path log = folder.resolve("second-instance.log");
        Process second = new ProcessBuilder(ServiceRun.command(ServiceRun.Service.PROJECTION, secondInstance()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            Awaitility.await("the second instance")
                    .atMost(TestTimeouts.PROCESS)
                    .until(() -> Files.readString(log).contains("[process-transfer] RUNNING"));
            request("moved", TRANSFERS);
            TransferEvents.awaitEnded(stack.endpoints(), "moved-", TRANSFERS / 10);
            first.kill();
            TransferEvents.awaitEnded(stack.endpoints(), "moved-", TRANSFERS);
        } finally {
            first.restart();
            second.destroy();
            assertThat(second.waitFor(TestTimeouts.PROCESS.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
        }
        Pipeline.assertClean(stack.endpoints());
    }

    @Test
    void moneyThatNobodyTakesIsHeldUntilAPersonNamesAnotherAccount() {
        send("stuck-from", new OpenAccount("Ada", "EUR", 500L));
        send("stuck-to", new OpenAccount("Bo", "EUR", 0L));
        send("stuck-vault", new OpenAccount("bank", "EUR", 0L));
        send("stuck-to", new CloseAccount("moved"));
        send("stuck-1", new RequestTransfer("stuck-from", "stuck-to", 500L, "EUR", ""));
        // Whoever is faster: the account is closed while it is empty, or the money comes back before that.
        Awaitility.await("the account is closed, or has its money back")
                .pollInterval(Duration.ofMillis(5))
                .atMost(TestTimeouts.PROCESS)
                .until(() -> isClosed("stuck-from")
                        || TransferEvents.count(stack.endpoints(), "stuck-").containsKey("TransferCompensated"));
        Map<String, Integer> events = Awaitility.await("an end, or a person")
                .atMost(TestTimeouts.PROCESS)
                .until(
                        () -> TransferEvents.count(stack.endpoints(), "stuck-"),
                        count -> count.containsKey("TransferStuck") || count.containsKey("TransferCompensated"));
        Pipeline.assertClean(stack.endpoints());
        if (events.containsKey("TransferStuck")) {
            send("stuck-1", new RedirectTransfer("stuck-vault", "both accounts are closed"));
        }
        assertThat(TransferEvents.awaitEnded(stack.endpoints(), "stuck-", 1)).containsOnlyKeys("TransferCompensated");
        Pipeline.assertClean(stack.endpoints());
    }

    private static boolean isClosed(String account) {
        return client.send(account, new CloseAccount("moved")).join().getStatus() == CommandStatus.ACCEPTED;
    }

    /** The last is closed, and the one before it in another currency. */
    private static void openAccounts(String name) {
        for (int account = 0; account < ACCOUNTS; account++) {
            boolean empty = account == ACCOUNTS - 1;
            String currency = account == ACCOUNTS - 2 ? "USD" : "EUR";
            send(name + "-account-" + account, new OpenAccount("Ada", currency, empty ? 0L : FIRST_MINOR));
        }
        send(name + "-account-" + (ACCOUNTS - 1), new CloseAccount("moved"));
    }

    private void request(String name, int transfers) {
        String accounts = name.split("-", 2)[0] + "-account-";
        List<CompletableFuture<CommandResult>> results = new ArrayList<>();
        for (int i = 0; i < transfers; i++) {
            int from = random.nextInt(ACCOUNTS);
            int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
            results.add(client.send(CommandRequest.of(
                    name + "-" + i,
                    new RequestTransfer(accounts + from, accounts + to, 1 + random.nextLong(4_000), "EUR", ""))));
        }
        assertThat(results)
                .allSatisfy(result -> assertThat(result.join().getStatus()).isEqualTo(CommandStatus.ACCEPTED));
    }

    private static void send(String id, SpecificRecord command) {
        assertThat(client.send(id, command).join().getStatus()).isEqualTo(CommandStatus.ACCEPTED);
    }

    private static Map<String, String> secondInstance() {
        return new TreeMap<>(Map.of(
                "foldline.bootstrap.servers",
                stack.endpoints().bootstrapServers(),
                "foldline.registry.url",
                stack.endpoints().registryUrl(),
                "foldline.instance.id",
                "second",
                "foldline.http.port",
                "0",
                "projection.jdbc.url",
                stack.endpoints().jdbcUrl(),
                "projection.jdbc.user",
                "foldline",
                "projection.state.dir",
                folder.resolve("second-state").toString(),
                "projection.threads",
                "1"));
    }
}
