package dev.foldline.e2e.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.cli.operator.ServiceClient;
import dev.foldline.cli.operator.ServiceException;
import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.e2e.Pipeline;
import dev.foldline.e2e.rebuild.ViewRecords.Published;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.stack.StackOptions;
import dev.foldline.stack.server.Folders;
import dev.foldline.testing.TestTimeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A view whose fold had a bug is rebuilt under live writes, on the whole pipeline, and its readers notice no more.
 */
class RebuildIT {

    private static final int PARTITIONS = 8;
    private static final int ACCOUNTS = 2_000;
    private static final int EVENTS_PER_ACCOUNT = 10;
    private static final int EVENTS_PER_LONG_ACCOUNT = 100;
    private static final String PATH = "/projections/account-balances/rebuild";

    private final Path folder = Path.of("target", "stack-rebuild");
    private final Path jars = Path.of("target", "views-rebuild").toAbsolutePath();
    private final Path jar = jars.resolve("views.jar");
    private final LocalStack stack;
    private final CommandClient client;
    private final ServiceClient service;
    private final ManagedProcess projections;

    RebuildIT() throws IOException {
        Folders.delete(folder);
        Files.createDirectories(jars);
        ViewJar.write(jar, List.of(WrongBalances.class));
        stack = LocalStack.start(
                StackOptions.in(folder).partitions(PARTITIONS).domains(jars).brief(), _ -> {});
        client = CommandClient.open(
                stack.endpoints().bootstrapServers(), stack.endpoints().registryUrl());
        service = new ServiceClient(stack.endpoints().queryUrl());
        projections = stack.process("projection-service");
    }

    @AfterEach
    void close() {
        service.close();
        client.close();
        stack.close();
    }

    @Test
    void aRebuildPublishesEachWrongRowOnceAndNoRightRowUnderLiveWritesAndKills() throws IOException {
        rebuildUnderLiveWritesAndKills(EVENTS_PER_ACCOUNT);
    }

    @Test
    @Tag("soak")
    void aRebuildOfTwoHundredThousandEventsPublishesEachWrongRowOnceAndNoRightRow() throws IOException {
        rebuildUnderLiveWritesAndKills(EVENTS_PER_LONG_ACCOUNT);
    }

    private void rebuildUnderLiveWritesAndKills(int eventsPerAccount) throws IOException {
        openAccounts(eventsPerAccount);
        AtomicInteger complete = new AtomicInteger();
        await().atMost(TestTimeouts.PROCESS).ignoreExceptions().until(() -> {
            while (complete.get() < ACCOUNTS && isComplete("account-" + complete.get(), eventsPerAccount)) {
                complete.incrementAndGet();
            }
            return complete.get() == ACCOUNTS;
        });
        assertThat(owner("account-13")).isEqualTo("nobody");
        ViewJar.write(jar, List.of(WrongBalances.class, FixedBalances.class));
        projections.terminate(TestTimeouts.PROCESS);
        projections.restart();

        try (ViewRecords records = new ViewRecords(stack.endpoints(), PARTITIONS);
                LiveWrites writes = new LiveWrites()) {
            JsonNode begun = service.post(PATH, Map.of());
            assertThat(begun.get("version").asInt()).isEqualTo(3);
            assertThatThrownBy(() -> service.post(PATH, Map.of()))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("replay already in progress");
            awaitProgress();
            assertThat(owner("account-13")).isEqualTo("nobody");
            projections.kill();
            projections.restart();
            await().atMost(TestTimeouts.PROCESS).until(() -> isOver() || state().equals("CUTTING_OVER"));
            projections.kill();
            projections.restart();
            await().atMost(TestTimeouts.PROCESS).until(this::isOver);

            awaitRow("account-13", "Ada");
            awaitRow("account-17", "Ada");
            writes.end();
            Pipeline.assertClean(stack.endpoints());
            assertPublished(records.take());
        }
    }

    @Test
    @Tag("soak")
    void aRebuildThatIsCancelledLeavesNothingBehindAndAnotherMayBegin() throws IOException {
        CompletableFuture.allOf(open(1, EVENTS_PER_ACCOUNT), open(3, EVENTS_PER_ACCOUNT))
                .join();
        awaitRow("account-3", "nobody");
        ViewJar.write(jar, List.of(WrongBalances.class, FixedBalances.class));
        projections.terminate(TestTimeouts.PROCESS);
        projections.restart();
        try (ViewRecords records = new ViewRecords(stack.endpoints(), PARTITIONS)) {
            JsonNode begun = service.post(PATH, Map.of());

            service.delete(PATH, Map.of());

            assertThatThrownBy(() -> service.delete(PATH, Map.of())).hasMessageContaining("no rebuild is in progress");
            assertThat(owner("account-3")).isEqualTo("nobody");
            assertThat(service.post(PATH, Map.of()).get("build").asInt())
                    .isGreaterThan(begun.get("build").asInt());
            awaitRow("account-3", "Ada");
            assertThat(records.take()).extracting(Published::account).containsExactly("account-3");
        }
    }

    private void assertPublished(List<Published> published) {
        Map<String, List<Published>> byAccount = published.stream().collect(Collectors.groupingBy(Published::account));
        List<String> wrongTimes = new ArrayList<>();
        for (int number = LiveWrites.ACCOUNTS; number < ACCOUNTS; number++) {
            String account = "account-" + number;
            int times = byAccount.getOrDefault(account, List.of()).size();
            if (times != (WrongBalances.isWrong(account) ? 1 : 0)) {
                wrongTimes.add(account + " " + times + " times");
            }
        }
        assertThat(wrongTimes).isEmpty();
        byAccount.forEach((account, rows) -> {
            assertThat(rows).doesNotHaveDuplicates();
            assertThat(rows.getLast().row()).as(account).isNotNull();
            List<Long> versions = rows.stream()
                    .map(row -> row.row() == null ? 0 : row.row().getVersion())
                    .toList();
            assertThat(versions).as(account).isSorted();
        });
    }

    private void openAccounts(int eventsEach) {
        CompletableFuture<?>[] opened = new CompletableFuture<?>[ACCOUNTS];
        for (int number = 0; number < ACCOUNTS; number++) {
            opened[number] = open(number, eventsEach);
        }
        CompletableFuture.allOf(opened).join();
    }

    private CompletableFuture<CommandResult> open(int number, int events) {
        List<SpecificRecord> commands = new ArrayList<>(List.of(new OpenAccount("Ada", "EUR", 7L)));
        commands.addAll(Collections.nCopies(events - 1, deposit()));
        return client.send(CommandRequest.ofBulk("account-" + number, commands));
    }

    private static DepositMoney deposit() {
        return new DepositMoney(1L, "", "");
    }

    private void awaitProgress() {
        await().atMost(TestTimeouts.PROCESS)
                .until(() -> isOver()
                        || service.get(PATH, Map.of()).get("eventsDone").asLong() > 0);
    }

    private boolean isOver() {
        try {
            return state().isEmpty() && owner("account-13").equals("Ada");
        } catch (ServiceException e) {
            return false;
        }
    }

    private String state() {
        try {
            return service.get(PATH, Map.of()).get("state").asText();
        } catch (ServiceException e) {
            return "";
        }
    }

    private void awaitRow(String account, String owner) {
        await().atMost(TestTimeouts.PROCESS)
                .ignoreExceptions()
                .until(() -> owner(account).equals(owner));
    }

    private String owner(String account) {
        return row(account).get("owner").asText();
    }

    private boolean isComplete(String account, int events) {
        return account.endsWith("7") || row(account).get("version").asLong() == events;
    }

    private JsonNode row(String account) {
        return service.get("/projections/account-balances/rows/" + account, Map.of());
    }

    /** Deposits into the first accounts for as long as it is open. */
    private final class LiveWrites implements AutoCloseable {

        private static final int ACCOUNTS = 50;

        private final AtomicBoolean ended = new AtomicBoolean();
        private final Thread thread = Thread.ofPlatform().name("live-writes").start(this::write);

        void end() {
            ended.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        private void write() {
            for (int i = 0; !ended.get(); i++) {
                client.send("account-" + i % ACCOUNTS, deposit()).join();
            }
        }

        @Override
        public void close() {
            ended.set(true);
        }
    }
}
