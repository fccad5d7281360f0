package dev.foldline.command.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.loop.SimulatedForwarder.Flaw;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** Runs the write path under {@code -Dfoldline.simulation.seeds} seeds, from {@code -Dfoldline.simulation.first} on. */
class WritePathSimulationTest {

    private static final long SEEDS = Long.getLong("foldline.simulation.seeds", 300);
    private static final long FIRST = Long.getLong("foldline.simulation.first", 1);
    private static final long SEEDS_TO_NOTICE_MAX = 300;

    @Test
    void everyPromiseHoldsWhateverDiesAndWhenever() {
        runSeeds(seed -> new WritePathSimulation(seed).run());
    }

    /** Every seed has some, so the other tests of this class have them too. */
    @Test
    void commandsWhoseEventsTheTablesRefuseFailAndNoOthers() {
        WritePathSimulation simulation = new WritePathSimulation(FIRST);
        simulation.run();
        assertThat(simulation.refusals()).isPositive();
    }

    @Test
    void tablesRestoredFromABackupStopThePartitionsWhoseTopicsAreAhead() {
        runSeeds(seed -> new WritePathSimulation(seed).runWithRestoredTables());
    }

    /** A seed that broke a promise breaks it again. */
    @Test
    void theSameSeedIsTheSameSimulationStepByStep() {
        List<String> first = new WritePathSimulation(FIRST).runTraced();
        assertThat(first).hasSizeGreaterThan(100);
        assertThat(new WritePathSimulation(FIRST).runTraced()).isEqualTo(first);
        assertThat(new WritePathSimulation(FIRST + 1).runTraced()).isNotEqualTo(first);
    }

    private static void runSeeds(LongConsumer simulation) {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            try {
                simulation.accept(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " breaks a promise; run it alone with -Dfoldline.simulation.first=" + seed
                                + " -Dfoldline.simulation.seeds=1: " + e.getMessage(),
                        e);
            }
        }
    }

    /** A simulation that cannot fail proves nothing. */
    @Test
    void noticesOwnersThatAreNotFenced() {
        assertNoticed(WritePathSimulation::withoutFence);
    }

    @Test
    void noticesWhatIsForwardedAfterItWasAbandoned() {
        assertNoticed(seed -> WritePathSimulation.unfencedWithForwarders(Flaw.FORWARDS_WHAT_IS_ABANDONED, seed));
    }

    @Test
    void noticesPartitionsAcquiredBeforeAllIsForwarded() {
        assertNoticed(seed -> WritePathSimulation.withForwarders(Flaw.FLUSHES_NOTHING, seed));
    }

    @Test
    void noticesFormerOwnersThatAreNotFencedInKafka() {
        assertNoticed(seed -> WritePathSimulation.withForwarders(Flaw.FENCES_NOBODY, seed));
    }

    private static void assertNoticed(LongFunction<WritePathSimulation> flawed) {
        for (long seed = 1; seed <= SEEDS_TO_NOTICE_MAX; seed++) {
            WritePathSimulation simulation = flawed.apply(seed);
            try {
                simulation.run();
            } catch (AssertionError _) {
                return;
            }
        }
        throw new AssertionError("no promise was broken in " + SEEDS_TO_NOTICE_MAX + " seeds");
    }
}
