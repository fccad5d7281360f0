package dev.foldline.bench.stack;

import dev.foldline.cli.endpoint.CliException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what a pipeline does of its own accord, by looking at it again and again. */
public final class Waiting {

    private Waiting() {}

    /**
     * Looks until something is so.
     *
     * @param tooLate what to say when it is not so in time
     */
    public static void until(BooleanSupplier reached, Duration lookEvery, Duration max, Supplier<String> tooLate) {
        long startedNs = System.nanoTime();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - startedNs > max.toNanos()) {
                throw new CliException(tooLate.get());
            }
            pause(lookEvery);
        }
    }

    /** Lets some time pass before the next look. */
    public static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted while a benchmark waits", e);
        }
    }
}
