package dev.foldline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.local.LocalStack;
import dev.foldline.local.ManagedProcess;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Parts of the pipeline die under load and come back: every command has one outcome, and nothing is lost. */
@ExtendWith(SharedStack.class)
final class EndToEndTest {

    private static final int COMMANDS = 5_000;
    private static final int ACCOUNTS = 300;

    private final LocalStack stack;

    EndToEndTest(LocalStack stack) {
        this.stack = stack;
    }

    @Test
    void commandServiceKilledUnderLoadLosesAndRepeatsNothing() {
        int repeats = killUnderLoad("command-service");
        assertThat(repeats).as("commands sent again under the same id").isPositive();
    }

    private int killUnderLoad(String name) {
        ManagedProcess victim = stack.process(name);
        List<ManagedProcess> others =
                stack.processes().stream().filter(process -> process != victim).toList();
        List<Long> pids = others.stream().map(ManagedProcess::pid).toList();
        try (Load load = Load.start(stack.endpoints(), name, COMMANDS, ACCOUNTS)) {
            load.awaitAnswered(COMMANDS / 3);
            victim.kill();
            assertThat(load.answered()).as("answered before the kill").isLessThan(COMMANDS);
            victim.restart();
            int repeats = load.awaitAll();
            assertThat(load.results()).extracting(CommandResult::getStatus).doesNotContain(CommandStatus.FAILED);
            assertThat(others).as("survive the death of " + name).allMatch(ManagedProcess::alive);
            assertThat(others).extracting(ManagedProcess::pid).isEqualTo(pids);
            Pipeline.assertClean(stack.endpoints());
            return repeats;
        }
    }
}
