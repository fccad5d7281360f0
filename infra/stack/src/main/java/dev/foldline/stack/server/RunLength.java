package dev.foldline.stack.server;

import java.util.List;

/** How long a stack is meant to run, which decides how its JVMs compile. */
public enum RunLength {

    /**
     * Seconds. The optimizing compiler would take half of a small machine for all of the run and pay nothing back, so
     * it stays off.
     */
    BRIEF,

    /** Minutes or more: compiled as Java does by default. */
    LASTING;

    List<String> jvmOptions() {
        return switch (this) {
            case BRIEF -> List.of("-XX:TieredStopAtLevel=1");
            case LASTING -> List.of();
        };
    }
}
