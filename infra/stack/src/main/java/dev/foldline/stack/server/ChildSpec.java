package dev.foldline.stack.server;

import java.util.ArrayList;
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
public record ChildSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        StopSignal stopSignal,
        Readiness readiness) {

    public ChildSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** The same with more options for its JVM, which must be its program; those that come later count. */
    public ChildSpec withJvmOptions(List<String> options) {
        List<String> more = new ArrayList<>(command);
        more.addAll(1, options);
        return new ChildSpec(name, more, environment, stopSignal, readiness);
    }

    /** A signal that asks a process to stop. */
    public enum StopSignal {
        /** What every JVM stops on. */
        TERM,
        /** Postgres' fast shutdown; on TERM it would wait until every client has gone. */
        INT
    }

    /** One look whether a process can be used; an exception means "not yet", like {@code false}. */
    @FunctionalInterface
    public interface Readiness {
        boolean check() throws Exception;
    }
}
