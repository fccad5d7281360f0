package dev.foldline.torture.fault;

import dev.foldline.stack.ManagedProcess;
import dev.foldline.torture.stage.TortureStack;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;

/** Faults that a process suffers from outside. */
record ProcessFault(String name, Set<Part> parts, Deed deed) implements Fault {

    static final String COMMAND_SERVICE = "command-service";
    static final String PROJECTION_SERVICE = "projection-service";

    private static final Duration AWAY_MAX = Duration.ofSeconds(2);

    /** Beyond the session of a member of the consumer group, which is six seconds: its partitions go to the other. */
    private static final Duration STOPPED = Duration.ofSeconds(9);

    private static final Duration GRACE = Duration.ofSeconds(30);

    /** What is done, and undone. */
    @FunctionalInterface
    interface Deed {
        void run(TortureStack stage, SplittableRandom random) throws InterruptedException;
    }

    @Override
    public Outcome strike(TortureStack stage, SplittableRandom random) throws InterruptedException {
        deed.run(stage, random);
        return Outcome.STRUCK;
    }

    static Fault killCommandService() {
        return new ProcessFault(
                "kill-command-service",
                Set.of(Part.COMMAND_SERVICE),
                (stage, random) -> kill(stage.anyInstance(COMMAND_SERVICE, random), random));
    }

    static Fault killProjectionService() {
        return new ProcessFault(
                "kill-projection-service",
                Set.of(Part.PROJECTION_SERVICE),
                (stage, random) -> kill(stage.anyInstance(PROJECTION_SERVICE, random), random));
    }

    static Fault killBroker() {
        return new ProcessFault(
                "kill-broker",
                Set.of(Part.BROKER),
                (stage, random) -> kill(stage.stack().process("kafka"), random));
    }

    static Fault killPostgres() {
        return new ProcessFault(
                "kill-postgres",
                Set.of(Part.POSTGRES),
                (stage, random) -> kill(stage.stack().process("postgres"), random));
    }

    static Fault stopRegistry() {
        return new ProcessFault("stop-registry", Set.of(Part.REGISTRY), (stage, random) -> {
            ManagedProcess registry = stage.stack().process("registry");
            registry.terminate(GRACE);
            TortureStack.pause(TortureStack.upTo(AWAY_MAX, random));
            registry.restart();
        });
    }

    static Fault pauseOwner() {
        return new ProcessFault("stop-and-continue-owner", Set.of(Part.COMMAND_SERVICE), (stage, random) -> {
            ManagedProcess owner = stage.anyInstance(COMMAND_SERVICE, random);
            owner.suspend();
            try {
                TortureStack.pause(STOPPED.plus(TortureStack.upTo(AWAY_MAX, random)));
            } finally {
                owner.resume();
            }
        });
    }

    static Fault rollingRestart() {
        return new ProcessFault(
                "rolling-restart", Set.of(Part.COMMAND_SERVICE, Part.PROJECTION_SERVICE), (stage, random) -> {
                    for (int number = 1; number <= stage.instances(); number++) {
                        stage.instance(COMMAND_SERVICE, number).restart();
                        stage.instance(PROJECTION_SERVICE, number).restart();
                    }
                });
    }

    private static void kill(ManagedProcess process, SplittableRandom random) throws InterruptedException {
        process.kill();
        TortureStack.pause(TortureStack.upTo(AWAY_MAX, random));
        process.restart();
    }
}
