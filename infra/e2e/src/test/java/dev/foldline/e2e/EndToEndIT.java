package dev.foldline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.testing.AlsoOnContainers;
import dev.foldline.testing.TestTimeouts;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Parts of the pipeline die under load and come back: every command has one outcome, and nothing is lost. */
@AlsoOnContainers
@ExtendWith(SharedStack.class)
final class EndToEndIT {

    private static final int COMMANDS = 5_000;
    private static final int ACCOUNTS = 300;

    private final LocalStack stack;

    EndToEndIT(LocalStack stack) {
        this.stack = stack;
    }

    @Test
    void commandServiceKilledUnderLoadLosesAndRepeatsNothing() {
        killUnderLoad("command-service", Load::awaitRepeat);
    }

    @Test
    void kafkaKilledUnderLoadLosesAndRepeatsNothing() {
        killUnderLoad("kafka", _ -> {});
    }

    @Test
    void postgresKilledUnderLoadLosesAndRepeatsNothing() {
        killUnderLoad("postgres", _ -> {});
    }

    @Test
    void projectionServiceKilledUnderLoadFoldsEveryEventOnce() {
        killUnderLoad("projection-service", _ -> {});
        Gates gates = Gates.read(stack.endpoints());
        assertThat(gates.repeats()).as("events that came twice").isZero();
        assertThat(gates.gaps()).as("gaps between events").isZero();
        assertThat(gates.positions()).isEqualTo(Decided.read(stack.endpoints()).lastPositions());

        try (Load more = Load.start(stack.endpoints(), "after-the-restart", COMMANDS / 5, ACCOUNTS)) {
            more.awaitAll();
        }
        Decided decided = Decided.read(stack.endpoints());
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(Gates.read(stack.endpoints()).positions()).isEqualTo(decided.lastPositions()));
        assertThat(Gates.read(stack.endpoints()).repeats()).isZero();
    }

    @Test
    void commandServiceStoppedUnderLoadForwardsWhatItHasDecided() {
        ManagedProcess service = stack.process("command-service");
        try (Load load = Load.start(stack.endpoints(), "stopped", COMMANDS, ACCOUNTS)) {
            load.awaitAnswered(COMMANDS / 3);
            service.terminate(TestTimeouts.PROCESS);
            assertThat(load.answered()).as("answered before the stop").isLessThan(COMMANDS);
            // 128 and the number of SIGTERM: it ended itself, in time.
            assertThat(service.describeDeath()).contains("exit code 143");
            assertThat(service.log()).content().contains("command-service has stopped");
            Decided decided = Decided.read(stack.endpoints());
            assertThat(decided.committedOffsets()).as("forwarded").isEqualTo(decided.nextOffsets());
            service.restart();
            load.awaitAll();
            Pipeline.assertClean(stack.endpoints());
        }
    }

    private void killUnderLoad(String name, Consumer<Load> whileAway) {
        ManagedProcess victim = stack.process(name);
        List<ManagedProcess> others = stack.processes().stream()
                .filter(process -> !process.name().equals(name))
                .toList();
        List<Long> pids = others.stream().map(ManagedProcess::pid).toList();
        try (Load load = Load.start(stack.endpoints(), name, COMMANDS, ACCOUNTS)) {
            load.awaitAnswered(COMMANDS / 3);
            victim.kill();
            assertThat(load.answered()).as("answered before the kill").isLessThan(COMMANDS);
            whileAway.accept(load);
            victim.restart();
            load.awaitAll();
            assertThat(load.results()).extracting(CommandResult::getStatus).doesNotContain(CommandStatus.FAILED);
            assertThat(others).as("survive the death of " + name).allMatch(ManagedProcess::alive);
            assertThat(others).extracting(ManagedProcess::pid).isEqualTo(pids);
            Pipeline.assertClean(stack.endpoints());
        }
    }
}
