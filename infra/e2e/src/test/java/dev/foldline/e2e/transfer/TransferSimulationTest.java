package dev.foldline.e2e.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Many simulated runs of transfers, each from a seed that a failure names. */
class TransferSimulationTest {

    private static final int SEEDS = 300;

    @Test
    void moneyIsConservedAfterEveryStepAndEveryTransferEndsOnce() {
        Map<String, Integer> ends = new TreeMap<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                new TransferSimulation(seed).run().forEach((end, count) -> ends.merge(end, count, Integer::sum));
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        assertThat(ends).as("each end was reached").containsOnlyKeys("completed", "refused", "compensated");
    }
}
