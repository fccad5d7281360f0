package dev.foldline.stack;

import dev.foldline.stack.server.StackException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One process of the stack, which can be stopped, killed and started again on the same ports and data. Thread-safe.
 *
 * <p>Its output goes to a log of its own in the data folder.
 */
public interface ManagedProcess {

    String name();

    /** As this machine's system knows it; another after a new start. */
    long pid();

    boolean alive();

    /** Where its output goes. */
    Path log();

    /** Asks the process to stop, and kills it when it has not within the time. Does nothing when it does not run. */
    void terminate(Duration grace);

    /** SIGKILL to the process and everything it has started; returns when they are gone. */
    void kill();

    /** It keeps its state, as on SIGSTOP, and gets no processor time until {@link #resume}. */
    void suspend();

    /** It continues where it was, as on SIGCONT, and does not notice the time between. */
    void resume();

    /** Asks the process to stop and returns at once. */
    void requestStop();

    /**
     * Starts a process that has died, and returns at once.
     *
     * @throws StackException if it cannot be started
     */
    void startAgain();

    /**
     * Waits until the process can be used.
     *
     * @throws StackException if it dies instead, or is not ready in time; the message ends with its last words
     */
    void awaitReady();

    /**
     * Stops the process if it runs, starts it again and returns when it is ready.
     *
     * @throws StackException if it does not become ready
     */
    void restart();

    /** One line about a process that does not run any more: exit code, log and the last words in it. */
    String describeDeath();
}
