package dev.foldline.e2e.owners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.e2e.Decided;
import dev.foldline.e2e.Load;
import dev.foldline.e2e.Pipeline;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.stack.StackOptions;
import dev.foldline.stack.server.Folders;
import dev.foldline.stack.server.ServiceProcesses;
import dev.foldline.testing.TestTimeouts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Several instances of command-service share the partitions and take over from each other under load, on a stack of
 * their own whose sessions are short.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("soak")
final class ManyOwnersIT {

    private static final int PARTITIONS = 8;
    private static final int INSTANCES = 4;
    private static final int ACCOUNTS = 200;
    private static final int SOME = 300;

    @SuppressWarnings("NullAway.Init")
    private static LocalStack stack;

    @BeforeAll
    static void start() throws IOException {
        Path folder = Path.of("target", "many-owners");
        Folders.delete(folder);
        StackOptions options = StackOptions.in(folder)
                .brief()
                .instances(INSTANCES)
                .commandSetting("command.session.timeout.ms", "3000")
                .commandSetting("command.heartbeat.interval.ms", "500")
                .commandSetting("command.transaction.timeout.ms", "5000");
        stack = LocalStack.start(options, _ -> {});
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    /** First, as all four run already. */
    @Test
    @Order(1)
    void fourInstancesShareThePartitions() {
        shareUnderLoad("four", 4);
    }

    @Test
    void twoInstancesShareThePartitions() {
        shareUnderLoad("two", 2);
    }

    @Test
    void aRollingRestartUnderLoadLosesRepeatsAndReordersNothing() {
        run(2);
        try (Load one = Load.steady(stack.endpoints(), "rolling-1", ACCOUNTS);
                Load other = Load.steady(stack.endpoints(), "rolling-2", ACCOUNTS)) {
            one.awaitAnswered(SOME);
            for (int instance = 1; instance <= 2; instance++) {
                ManagedProcess next = process(instance);
                next.terminate(TestTimeouts.PROCESS);
                awaitSharedBy(Set.of(3 - instance));
                one.awaitProgress(SOME);
                next.restart();
                awaitSharedBy(Set.of(1, 2));
                other.awaitProgress(SOME);
            }
            one.finish();
            other.finish();
            assertNoneFailed(one);
            assertNoneFailed(other);
        }
        Pipeline.assertClean(stack.endpoints());
    }

    @Test
    void anInstanceKilledUnderLoadIsReplacedByTheOther() {
        run(2);
        try (Load load = Load.steady(stack.endpoints(), "killed", ACCOUNTS)) {
            load.awaitAnswered(SOME);
            process(2).kill();
            awaitSharedBy(Set.of(1));
            load.awaitProgress(SOME);
            process(2).restart();
            awaitSharedBy(Set.of(1, 2));
            load.awaitProgress(SOME);
            load.finish();
            assertNoneFailed(load);
        }
        Pipeline.assertClean(stack.endpoints());
    }

    @Test
    void anInstanceThatSleptPastItsSessionCommitsNothing() {
        run(2);
        Owners before = Owners.read(stack);
        Owners successor;
        Decided whileAsleep;
        ManagedProcess sleeper = process(2);
        try (Load load = Load.steady(stack.endpoints(), "asleep", ACCOUNTS)) {
            load.awaitAnswered(SOME);
            sleeper.suspend();
            awaitSharedBy(Set.of(1));
            // Those of the sleeper's accounts among them: every command gets its result from the successor.
            load.finish();
            assertNoneFailed(load);
            successor = Owners.read(stack);
            whileAsleep = Decided.read(stack.endpoints());
        } finally {
            sleeper.resume();
        }
        assertThat(before.of(2))
                .isNotEmpty()
                .allSatisfy(partition -> assertThat(successor.epochs().get(partition))
                        .as("epoch of partition %d", partition)
                        .isGreaterThan(before.epochs().get(partition)));

        awaitSharedBy(Set.of(1, 2));
        Decided afterwards = Decided.read(stack.endpoints());
        assertThat(afterwards.nextOffsets()).isEqualTo(whileAsleep.nextOffsets());
        assertThat(afterwards.lastPositions()).isEqualTo(whileAsleep.lastPositions());
        assertThat(afterwards.committedOffsets()).isEqualTo(whileAsleep.committedOffsets());
        assertThat(sleeper.log())
                .as("it was fenced, and did not find the table damaged")
                .content()
                .doesNotContain("STOPPED");
        Owners again = Owners.read(stack);
        assertThat(again.of(2))
                .allSatisfy(partition -> assertThat(again.epochs().get(partition))
                        .as("epoch of partition %d, which is the sleeper's again", partition)
                        .isGreaterThan(successor.epochs().get(partition)));
        Pipeline.assertClean(stack.endpoints());

        try (Load load = Load.start(stack.endpoints(), "awake", 3 * SOME, ACCOUNTS)) {
            load.awaitAll();
        }
        Pipeline.assertClean(stack.endpoints());
    }

    /** As when an instance acquires late, after the group has given the partition to another one. */
    @Test
    void anOwnerWithoutCommandsNoticesThatAnotherOneHasAcquiredItsPartition() {
        run(2);
        int taken = Owners.read(stack).of(1).iterator().next();
        long stolen = Owners.acquireBeside(stack, taken, 2);

        awaitSharedBy(Set.of(1, 2));

        assertThat(Owners.read(stack).epochs().get(taken)).isGreaterThan(stolen);
    }

    private static void shareUnderLoad(String name, int instances) {
        run(instances);
        try (Load load = Load.steady(stack.endpoints(), name, ACCOUNTS)) {
            load.awaitAnswered(SOME);
            load.finish();
            assertNoneFailed(load);
            assertThat(Decided.read(stack.endpoints()).nextOffsets())
                    .as("partitions that had commands")
                    .hasSize(PARTITIONS);
        }
        Pipeline.assertClean(stack.endpoints());
    }

    /** Has so many instances running, the first ones, and all partitions theirs. */
    private static void run(int instances) {
        for (int instance = 1; instance <= INSTANCES; instance++) {
            ManagedProcess process = process(instance);
            if (instance > instances) {
                process.terminate(TestTimeouts.PROCESS);
            } else if (!process.alive()) {
                process.restart();
            }
        }
        awaitSharedBy(IntStream.rangeClosed(1, instances).boxed().collect(Collectors.toSet()));
    }

    /** Waits until every partition has one owner, and each of these instances owns some. */
    private static void awaitSharedBy(Set<Integer> instances) {
        Awaitility.await("partitions shared by " + instances)
                .atMost(TestTimeouts.PROCESS)
                .until(() -> Owners.read(stack), owners -> owners.sharedBy(instances));
    }

    private static ManagedProcess process(int instance) {
        return stack.process(ServiceProcesses.commandServiceName(instance));
    }

    private static void assertNoneFailed(Load load) {
        assertThat(load.results()).extracting(CommandResult::getStatus).doesNotContain(CommandStatus.FAILED);
    }
}
