package dev.foldline.runtime.fault;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A safety check that tests can disable to prove that {@code verify} detects the damage.
 *
 * <p>All are enabled, unless the JVM was started with both {@code -D}{@value #SWITCH}{@code =NAME} and {@code
 * -D}{@value #PERMIT}{@code =true}. Which one is disabled is a constant of the JVM, so asking costs nothing.
 * Thread-safe.
 */
public enum Safeguard {
    /** An owner that was replaced commits nothing: the epoch and the cursors of its partitions are compared. */
    EPOCH_CHECK,
    /** A command that expects a version is refused under another one. */
    VERSION_CHECK,
    /** A command is refused in a partition that its key does not belong to. */
    PARTITION_CHECK,
    /** Events, results and offsets of a batch show all at once, and not from an owner that the group has replaced. */
    TRANSACTIONS,
    /** A view counts each position once. */
    GATE;

    /** System property that names the one to disable. */
    public static final String SWITCH = "foldline.fault.without";

    /** System property without which the other one has no effect. Only {@code torture} sets it. */
    public static final String PERMIT = "foldline.fault.permit";

    private static final @Nullable Safeguard DISABLED =
            disabled(System.getProperty(SWITCH), System.getProperty(PERMIT));

    /** Whether it does its work, as it always does outside of a test. */
    public boolean isEnabled() {
        return this != DISABLED;
    }

    /** Logs a warning if one of them is disabled, or was to be. */
    public static void warnIfDisabled(Logger log) {
        if (DISABLED != null) {
            log.warn("{} is disabled by the system property {}: promises will be broken", DISABLED, SWITCH);
        } else if (System.getProperty(SWITCH) != null) {
            log.warn(
                    "the system property {} is ignored, as {} is not true: all safeguards are enabled", SWITCH, PERMIT);
        }
    }

    static @Nullable Safeguard disabled(@Nullable String name, @Nullable String permit) {
        return name == null || !"true".equals(permit) ? null : valueOf(name);
    }
}
