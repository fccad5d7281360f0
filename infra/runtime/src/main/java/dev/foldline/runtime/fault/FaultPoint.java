package dev.foldline.runtime.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A moment of the write protocol at which a test may end the process as {@code kill -9} does, or hold the thread.
 *
 * <p>Off unless the JVM was started with {@code -D}{@value #SWITCH}{@code =FILE}; then a pass costs one look at the
 * file. A test writes the name of a point into the file: the first process that passes the point removes the file and
 * halts. If it writes {@link #holding} instead, that process writes its pid to {@link #heldFile}, and the thread
 * continues once that file is removed. Thread-safe.
 */
public enum FaultPoint {
    /** Commands have been polled, nothing is decided. */
    AFTER_POLL,
    /** The rows of a batch are written, COMMIT is not sent. */
    BEFORE_POSTGRES_COMMIT,
    /** The table has the batch, nothing is forwarded. */
    AFTER_POSTGRES_COMMIT,
    /** The records of a batch are written, the transaction is open. */
    BEFORE_KAFKA_COMMIT,
    /** All is done, but nobody here has been told. */
    AFTER_KAFKA_COMMIT;

    /** System property that names the file. */
    public static final String SWITCH = "foldline.fault.file";

    /** As the shell reports a process that SIGKILL has ended. */
    private static final int EXIT_CODE = 137;

    /** A thread continues after this time, in case the test has ended. */
    private static final Duration HELD_MAX = Duration.ofMinutes(2);

    private static final long LOOK_MS = 5;

    private static final @Nullable Path FILE = file();

    /** Ends the process, or waits, if a test has asked for it here. */
    public void pass() {
        if (FILE != null && Files.exists(FILE)) {
            doAsAsked(FILE);
        }
    }

    /** What a test writes for the thread to be held. */
    public String holding() {
        return "hold " + name();
    }

    /** Where a process that is held at a point says so, with its pid; the thread waits until the file is gone. */
    public static Path heldFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".held");
    }

    private void doAsAsked(Path file) {
        try {
            String asked = Files.readString(file).strip();
            boolean here = asked.equals(name()) || asked.equals(holding());
            // Another process may have taken it meanwhile.
            if (!here || !Files.deleteIfExists(file)) {
                return;
            }
            if (asked.equals(name())) {
                Runtime.getRuntime().halt(EXIT_CODE);
            }
            hold(file);
        } catch (IOException e) {
            // Taken by another process between two looks.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void hold(Path file) throws IOException, InterruptedException {
        Path held = heldFile(file);
        Path written = file.resolveSibling(file.getFileName() + ".pid");
        Files.writeString(written, Long.toString(ProcessHandle.current().pid()));
        Files.move(written, held, StandardCopyOption.ATOMIC_MOVE);
        long startedNs = System.nanoTime();
        while (Files.exists(held) && System.nanoTime() - startedNs < HELD_MAX.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
    }

    private static @Nullable Path file() {
        String name = System.getProperty(SWITCH);
        return name == null ? null : Path.of(name);
    }
}
