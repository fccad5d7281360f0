package dev.foldline.runtime.fault;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A safety check that tests can disable to prove that {@code verify} detects the damage.
 *
 * <p>All stand unless the JVM was started with {@code -D}{@value #SWITCH}{@code =NAME}. Which one does not is a
 * constant of the JVM, so asking costs nothing. Thread-safe.
 */
public enum Safeguard {
    /** An owner that was replaced commits nothing: the epoch and the cursors of its partitions are compared. */
    EPOCH_CHECK,
    /** A command that expects a version is refused under another one. */
    VERSION_CHECK,
    /** Events, results and offsets of a batch show all at once, and not from an owner that the group has replaced. */
    TRANSACTIONS,
    /** A view counts each position once. */
    GATE;

    /** System property that names the one to do without. */
    public static final String SWITCH = "foldline.fault.without";

    private static final @Nullable Safeguard MISSING = missing();

    /** Whether it does its work, as it always does outside of a test. */
    public boolean isEnabled() {
        return this != MISSING;
    }

    /** Says so if one of them does not stand. */
    public static void warnIfDisabled(Logger log) {
        if (MISSING != null) {
            log.warn("{} is off, by the system property {}: promises will be broken", MISSING, SWITCH);
        }
    }

    private static @Nullable Safeguard missing() {
        String name = System.getProperty(SWITCH);
        return name == null ? null : valueOf(name);
    }
}
