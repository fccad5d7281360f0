package dev.foldline.torture.fault;

import dev.foldline.torture.stage.TortureStack;
import java.util.Set;
import java.util.SplittableRandom;

/** One way to hurt a running pipeline. */
public interface Fault {

    /** Its name in the plan and in the report, in kebab case. */
    String name();

    /** The parts that it has to itself while it strikes; two faults at once share none. */
    Set<Part> parts();

    /**
     * Injects the fault, and returns when the damage is repaired.
     *
     * @param random decides what is left open, so that the same seed does the same
     * @return how it went; {@link Outcome#NOT_REACHED} where what it waited for did not come
     * @throws Exception if the fault cannot be injected or repaired, which is a breach
     */
    Outcome strike(TortureStack stage, SplittableRandom random) throws Exception;

    /** What a fault may touch. */
    enum Part {
        COMMAND_SERVICE,
        PROJECTION_SERVICE,
        BROKER,
        POSTGRES,
        REGISTRY,
        COMMANDS
    }

    /** Whether a fault did what it is for. */
    enum Outcome {
        STRUCK,
        NOT_REACHED,
        /** This machine does not let it be done. */
        SKIPPED
    }
}
