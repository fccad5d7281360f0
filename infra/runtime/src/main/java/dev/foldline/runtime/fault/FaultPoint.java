package dev.foldline.runtime.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A moment of the write protocol at which a test may end the process as {@code kill -9} does.
 *
 * <p>Off unless the JVM was started with {@code -D}{@value #SWITCH}{@code =FILE}; then a pass costs one comparison. A
 * test writes the name of a point into the file: the first process that passes the point takes the file away and is
 * gone. Thread-safe.
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

    private static final @Nullable Path FILE = file();

    /** Ends the process if a test has asked for it here. */
    public void pass() {
        if (FILE != null && isAsked(FILE)) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    private boolean isAsked(Path file) {
        try {
            return Files.exists(file)
                    && Files.readString(file).strip().equals(name())
                    // Another process may have taken it meanwhile.
                    && Files.deleteIfExists(file);
        } catch (IOException e) {
            return false;
        }
    }

    private static @Nullable Path file() {
        String name = System.getProperty(SWITCH);
        return name == null ? null : Path.of(name);
    }
}
