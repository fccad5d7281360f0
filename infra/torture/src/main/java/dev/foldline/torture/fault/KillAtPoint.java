package dev.foldline.torture.fault;

import dev.foldline.runtime.fault.FaultPoint;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.torture.stage.TortureStack;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Ends whichever command-service comes first to a moment of the write protocol. */
final class KillAtPoint implements Fault {

    private static final Duration REACHED_WITHIN = Duration.ofSeconds(20);
    private static final Duration AWAY_MAX = Duration.ofSeconds(1);

    private final FaultPoint point;

    KillAtPoint(FaultPoint point) {
        this.point = point;
    }

    @Override
    public String name() {
        return "kill-" + point.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Set<Part> parts() {
        return Set.of(Part.COMMAND_SERVICE);
    }

    @Override
    public Outcome strike(TortureStack stage, SplittableRandom random) throws InterruptedException, IOException {
        List<ManagedProcess> all = IntStream.rangeClosed(1, stage.instances())
                .mapToObj(number -> stage.instance(ProcessFault.COMMAND_SERVICE, number))
                .toList();
        Files.writeString(stage.faultFile(), point.name());
        boolean dead = TortureStack.await(REACHED_WITHIN, () -> all.stream().anyMatch(process -> !process.alive()));
        if (!dead && Files.deleteIfExists(stage.faultFile())) {
            return Outcome.NOT_REACHED;
        }
        TortureStack.pause(TortureStack.upTo(AWAY_MAX, random));
        for (ManagedProcess process : all) {
            if (!process.alive()) {
                process.restart();
            }
        }
        return Outcome.STRUCK;
    }
}
