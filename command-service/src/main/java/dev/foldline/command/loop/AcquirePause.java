package dev.foldline.command.loop;

import java.util.function.LongSupplier;

/** The pause before partitions are acquired again after a failure: it doubles with each. Not thread-safe. */
final class AcquirePause {

    private static final int DOUBLINGS_MAX = 10;

    private final LoopSettings settings;
    private final LongSupplier nanoTime;
    private int failures;
    private long overNs;

    AcquirePause(LoopSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        end();
    }

    boolean isOver() {
        return nanoTime.getAsLong() - overNs >= 0;
    }

    /** Begins after a failure. */
    void begin() {
        long pauseNs = settings.acquirePauseMin().toNanos() << Math.min(failures, DOUBLINGS_MAX);
        failures++;
        overNs = nanoTime.getAsLong()
                + Math.min(pauseNs, settings.acquirePauseMax().toNanos());
    }

    /** The next try is due at once, and the pause after it is the shortest again. */
    void end() {
        failures = 0;
        overNs = nanoTime.getAsLong();
    }

    /** All that waited was acquired. */
    void succeeded() {
        failures = 0;
    }
}
