package dev.foldline.runtime.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time of day as a process sees it, which a test may step.
 *
 * <p>Only the system's clock unless the JVM was started with {@code -D}{@value #SWITCH}{@code =FILE}. A test moves a
 * file with a number of milliseconds there: the first process that asks for the time takes the file away, and from then
 * on is so far ahead of the system's clock, or behind it, until it takes another one or ends. Thread-safe.
 */
public final class FaultClock implements InstantSource {

    /** System property that names the file. */
    public static final String SWITCH = "foldline.fault.clock.file";

    private final InstantSource right;
    private final Path file;
    private volatile long aheadMs;

    FaultClock(InstantSource right, Path file) {
        this.right = right;
        this.file = file;
    }

    /** The system's clock, or one on top of it that steps, if the JVM was started so. */
    public static InstantSource system() {
        String name = System.getProperty(SWITCH);
        return name == null ? InstantSource.system() : new FaultClock(InstantSource.system(), Path.of(name));
    }

    @Override
    public Instant instant() {
        if (Files.exists(file)) {
            step();
        }
        return right.instant().plusMillis(aheadMs);
    }

    private void step() {
        try {
            long aheadMsNext = Long.parseLong(Files.readString(file).strip());
            // Another process may have taken it meanwhile.
            if (Files.deleteIfExists(file)) {
                aheadMs = aheadMsNext;
            }
        } catch (IOException e) {
            // Another process has taken it.
        }
    }
}
