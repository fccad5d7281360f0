package dev.foldline.stack;

import dev.foldline.stack.server.ChildSpec.StopSignal;
import dev.foldline.stack.server.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Stops processes, and tells whether one is still there. */
final class Signals {

    private static final Duration POLL = Duration.ofMillis(20);

    /** How long a process may take to vanish after SIGKILL. */
    private static final Duration AFTER_KILL = Duration.ofSeconds(10);

    private Signals() {}

    /** Asks for a stop and returns at once. */
    static void send(StopSignal signal, ProcessHandle process) {
        switch (signal) {
            case TERM -> process.destroy();
            case INT -> send("INT", process);
        }
    }

    /** Kills the process and everything it has started, and waits until all are gone. */
    static void killTree(ProcessHandle process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        awaitGone(process, AFTER_KILL);
        descendants.forEach(descendant -> awaitGone(descendant, AFTER_KILL));
    }

    /** Waits until the process has gone; false if it has not within the time. */
    static boolean awaitGone(ProcessHandle process, Duration timeout) {
        long startedNs = System.nanoTime();
        while (alive(process)) {
            if (System.nanoTime() - startedNs >= timeout.toNanos()) {
                return false;
            }
            pause(POLL);
        }
        return true;
    }

    /** Unlike {@link ProcessHandle#isAlive}, false for a process that has ended and that nobody has waited for. */
    static boolean alive(ProcessHandle process) {
        return process.isAlive() && !zombie(process.pid());
    }

    /** Sleeps; throws {@link StackException} if the thread was interrupted, whose mark stays set. */
    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted", e);
        }
    }

    private static boolean zombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // "pid (name) state …", and the name may hold anything.
            return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Sends any signal and returns at once.
     *
     * @param name without SIG
     */
    static void send(String name, ProcessHandle process) {
        // The shell's own kill: Java can send nothing but TERM and KILL.
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new StackException("cannot signal process " + process.pid() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted", e);
        }
    }
}
