package dev.foldline.torture.fault;

import dev.foldline.torture.stage.TortureStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Steps the clock of a command-service by hours, forward and back, while it decides. The other one's clock is not
 * changed, unless the next step happens to choose it. The last step is not undone.
 */
final class ClockStep implements Fault {

    private static final int STEPS = 4;
    private static final Duration STEP_MAX = Duration.ofHours(24);
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(10);
    private static final Duration BETWEEN_STEPS_MAX = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "clock-step";
    }

    @Override
    public Set<Part> parts() {
        return Set.of(Part.COMMAND_SERVICE);
    }

    @Override
    public Outcome strike(TortureStack stage, SplittableRandom random) throws InterruptedException, IOException {
        Outcome outcome = Outcome.NOT_REACHED;
        for (int i = 0; i < STEPS; i++) {
            long hence = TortureStack.upTo(STEP_MAX, random).toMillis();
            step(stage.clockFile(), i % 2 == 0 ? hence : -hence);
            TortureStack.await(TAKEN_WITHIN, () -> !Files.exists(stage.clockFile()));
            if (!Files.deleteIfExists(stage.clockFile())) {
                outcome = Outcome.STRUCK;
            }
            TortureStack.pause(TortureStack.upTo(BETWEEN_STEPS_MAX, random));
        }
        return outcome;
    }

    /** Whoever looks must see all of the number or none of it. */
    private static void step(Path file, long aheadMs) throws IOException {
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(written, Long.toString(aheadMs));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
