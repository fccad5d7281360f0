package dev.foldline.e2e.owners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.config.KafkaClients;
import dev.foldline.contract.Topics;
import dev.foldline.e2e.Load;
import dev.foldline.e2e.Pipeline;
import dev.foldline.runtime.fault.FaultPoint;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.stack.StackOptions;
import dev.foldline.stack.server.Folders;
import dev.foldline.stack.server.ServiceProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Members of the command group that are in the way of others, or do not answer, on a stack of three instances. */
@Tag("soak")
final class MembershipIT {

    private static final String GROUP = "foldline-command-service";
    private static final int INSTANCES = 3;
    private static final int ACCOUNTS = 100;
    private static final int SOME = 300;
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration SETTLE_TIMEOUT = Duration.ofMinutes(3);

    /** Far longer than a test waits: who depends on it waits for too long. */
    private static final Duration FOREIGN_TIMEOUT = Duration.ofMinutes(20);

    /** Well below the time after which a rebalance continues without a member that does not answer. */
    private static final Duration REBALANCE_TIMEOUT = Duration.ofSeconds(25);

    /** What is between the words of a command line in {@code /proc}. */
    private static final Pattern ZERO = Pattern.compile("\0");

    private static final Path FOLDER = Path.of("target", "membership");
    private static final Path FAULT_FILE = FOLDER.resolve("fault").toAbsolutePath();

    @SuppressWarnings("NullAway.Init")
    private static LocalStack stack;

    @BeforeAll
    static void start() throws IOException {
        Folders.delete(FOLDER);
        StackOptions options = StackOptions.in(FOLDER)
                .brief()
                .instances(INSTANCES)
                .commandSetting("command.session.timeout.ms", Long.toString(SESSION_TIMEOUT.toMillis()))
                .commandSetting("command.heartbeat.interval.ms", "500")
                .commandSetting("command.transaction.timeout.ms", "5000")
                .commandJvmOption("-D" + FaultPoint.SWITCH + "=" + FAULT_FILE);
        stack = LocalStack.start(options, _ -> {});
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @BeforeEach
    void allShare() {
        for (int instance = 1; instance <= INSTANCES; instance++) {
            if (!process(instance).alive()) {
                process(instance).restart();
            }
        }
        awaitSharedByAll();
    }

    @Test
    void aWorkerTakesItsPlaceBackFromAMemberThatJoinedUnderItsInstanceIdAndDied() {
        String worker = "command-service-1-1";
        try (KafkaConsumer<byte[], byte[]> intruder = member(worker, FOREIGN_TIMEOUT, FOREIGN_TIMEOUT)) {
            // It has the place, or its owner has taken it back already.
            Awaitility.await("a member under the worker's instance id")
                    .atMost(SETTLE_TIMEOUT)
                    .until(() -> joined(intruder));
            intruder.close(
                    CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
        }
        answerSome("intruder");
        awaitSharedByAll();
        assertThat(ready(stack.commandUrls().getFirst())).contains("\"workers\":\"ok\"");
        Pipeline.assertClean(stack.endpoints());
    }

    @Test
    void twoLiveProcessesWithOneInstanceIdDoNotTakeTurns() throws Exception {
        String first = stack.commandUrls().getFirst();
        int port = freePort();
        Process second = startAgainBeside(process(1), port);
        try {
            String secondUrl = "http://127.0.0.1:" + port;
            awaitReadiness(first, "another process works as command-service-1-1: host ");
            awaitReadiness(secondUrl, "\"workers\":\"ok\"");
            answerSome("two-processes-settled");
            Map<Integer, Long> epochs = Owners.read(stack).epochs();

            answerSome("two-processes");
            answerSome("two-processes-again");

            assertThat(Owners.read(stack).epochs())
                    .as("nobody took anything back")
                    .isEqualTo(epochs);
            assertThat(ready(first)).contains("another process works as");
        } finally {
            second.destroyForcibly().waitFor();
        }
        awaitReadiness(first, "\"workers\":\"ok\"");
        awaitSharedByAll();
        Pipeline.assertClean(stack.endpoints());
    }

    @Test
    void aMemberThatJoinsAndNeverAnswersHoldsItsPartitionsNoLongerThanAStep() {
        try (KafkaConsumer<byte[], byte[]> silent =
                member("command-service-silent-1", SESSION_TIMEOUT, KafkaClients.STEP_TIMEOUT)) {
            Awaitility.await("partitions of the silent member")
                    .atMost(SETTLE_TIMEOUT)
                    .until(() -> {
                        silent.poll(Duration.ofMillis(100));
                        return !silent.assignment().isEmpty();
                    });
            // Its heartbeats continue, but it never polls again.
            answerSome("silent");
            silent.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
        }
        awaitSharedByAll();
        Pipeline.assertClean(stack.endpoints());
    }

    @Test
    void theGroupSettlesAfterADeathWhileAnotherOwnerIsBusy() throws Exception {
        int busy;
        Path held = FaultPoint.heldFile(FAULT_FILE);
        try (Load load = Load.steady(stack.endpoints(), "busy", ACCOUNTS)) {
            load.awaitAnswered(SOME);
            Files.writeString(FAULT_FILE, FaultPoint.AFTER_POLL.holding());
            Awaitility.await("a worker that is held").atMost(SETTLE_TIMEOUT).until(() -> Files.exists(held));
            busy = instanceOf(Long.parseLong(Files.readString(held).strip()));
            List<Integer> others = IntStream.rangeClosed(1, INSTANCES)
                    .filter(instance -> instance != busy)
                    .boxed()
                    .toList();
            Owners before = Owners.read(stack);
            Set<Integer> orphans = before.of(others.getFirst());
            long killedNs = System.nanoTime();
            process(others.getFirst()).kill();

            Awaitility.await("partitions of the dead that " + others.getLast() + " works on")
                    .atMost(REBALANCE_TIMEOUT)
                    .until(() -> {
                        Set<Integer> taken = new TreeSet<>(Owners.read(stack).of(others.getLast()));
                        taken.retainAll(orphans);
                        return !taken.isEmpty();
                    });
            System.out.println("worked on again "
                    + Duration.ofNanos(System.nanoTime() - killedNs).toMillis() + " ms after the death, of which "
                    + SESSION_TIMEOUT.toMillis() + " ms are the session");
            assertThat(held).as("the busy worker is still held").exists();
            Files.delete(held);
            load.awaitProgress(SOME);
            load.finish();
        } finally {
            Files.deleteIfExists(held);
        }
        Pipeline.assertClean(stack.endpoints());
    }

    private static boolean joined(KafkaConsumer<byte[], byte[]> intruder) {
        try {
            intruder.poll(Duration.ofMillis(100));
            return !intruder.assignment().isEmpty();
        } catch (FencedInstanceIdException e) {
            return true;
        }
    }

    /** A member of the command group that is none of the services'. */
    private static KafkaConsumer<byte[], byte[]> member(
            String instanceId, Duration sessionTimeout, Duration pollInterval) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        stack.endpoints().bootstrapServers(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        GROUP,
                        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                        instanceId,
                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                        CooperativeStickyAssignor.class.getName(),
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                        (int) sessionTimeout.toMillis(),
                        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                        500,
                        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                        (int) pollInterval.toMillis(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "latest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topics.DEFAULT.commands()));
        return consumer;
    }

    private static void answerSome(String name) {
        try (Load load = Load.steady(stack.endpoints(), name, ACCOUNTS)) {
            load.awaitAnswered(SOME);
            load.finish();
        }
    }

    /** The same program with the same configuration, but for the port. */
    private static Process startAgainBeside(ManagedProcess running, int port) throws IOException {
        List<String> command = ZERO.splitAsStream(
                        Files.readString(Path.of("/proc", Long.toString(running.pid()), "cmdline")))
                .map(word -> word.startsWith("--foldline.http.port=") ? "--foldline.http.port=" + port : word)
                .toList();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve("second.log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void awaitReadiness(String url, String words) {
        Awaitility.await(url + " says: " + words)
                .atMost(SETTLE_TIMEOUT)
                .until(() -> ready(url), answer -> answer.contains(words));
    }

    /** Empty while nobody listens. */
    private static String ready(String url) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(url + "/health/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (ConnectException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking for health", e);
        }
    }

    private static int instanceOf(long pid) {
        return IntStream.rangeClosed(1, INSTANCES)
                .filter(instance -> process(instance).pid() == pid)
                .findFirst()
                .orElseThrow();
    }

    private static void awaitSharedByAll() {
        Set<Integer> all = IntStream.rangeClosed(1, INSTANCES).boxed().collect(Collectors.toSet());
        Awaitility.await("partitions shared by " + all)
                .atMost(SETTLE_TIMEOUT)
                .until(() -> Owners.read(stack), owners -> owners.sharedBy(all));
    }

    private static ManagedProcess process(int instance) {
        return stack.process(ServiceProcesses.commandServiceName(instance));
    }
}
