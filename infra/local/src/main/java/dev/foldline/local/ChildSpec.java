package dev.foldline.local;

import java.util.List;
import java.util.Map;

/**
 * How to run one child process.
 *
 * @param name        its name in messages, and that of its log file
 * @param command     program and arguments
 * @param environment variables on top of those of this process
 * @param stopSignal  asks it to stop in good order
 * @param readiness   tells whether it can be used
 */
record ChildSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        StopSignal stopSignal,
        Readiness readiness) {

    ChildSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** A signal that asks a process to stop. */
    enum StopSignal {
        /** What every JVM stops on. */
        TERM,
        /** Postgres' fast shutdown; on TERM it would wait until every client has gone. */
        INT
    }

    /** One look whether a process can be used; an exception means "not yet", like {@code false}. */
    @FunctionalInterface
    interface Readiness {
        boolean check() throws Exception;
    }
}
