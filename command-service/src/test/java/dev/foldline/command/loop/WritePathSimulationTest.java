package dev.foldline.command.loop;

import org.junit.jupiter.api.Test;

/** Runs the write path under {@code -Dfoldline.simulation.seeds} seeds, from {@code -Dfoldline.simulation.first} on. */
class WritePathSimulationTest {

    private static final long SEEDS = Long.getLong("foldline.simulation.seeds", 300);
    private static final long FIRST = Long.getLong("foldline.simulation.first", 1);

    @Test
    void everyPromiseHoldsWhateverDiesAndWhenever() {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            try {
                new WritePathSimulation(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " breaks a promise; run it alone with -Dfoldline.simulation.first=" + seed
                                + " -Dfoldline.simulation.seeds=1: " + e.getMessage(),
                        e);
            }
        }
    }
}
