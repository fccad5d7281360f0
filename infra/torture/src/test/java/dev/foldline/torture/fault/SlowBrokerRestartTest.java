package dev.foldline.torture.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlowBrokerRestartTest {

    private static final String BEFORE_THE_FENCE = """
            Scheduling loading of metadata from __consumer_offsets-0 with epoch 0
            Finished loading of metadata from __consumer_offsets-0 with epoch 0 in 5ms
            """;

    private static final String UNFENCED = """
            The broker has been unfenced. Transitioning from RECOVERY to RUNNING.
            Scheduling loading of metadata from __consumer_offsets-0 with epoch 2
            Scheduling loading of metadata from __consumer_offsets-1 with epoch 2
            """;

    private static final String LOADED = """
            Finished loading of metadata from __consumer_offsets-1 with epoch 2 in 5ms
            Finished loading of metadata from __consumer_offsets-0 with epoch 2 in 5ms
            """;

    @Test
    void aBrokerHasLoadedWhenEveryLoadAfterItWasUnfencedHasEnded() {
        assertThat(SlowBrokerRestart.hasLoaded(BEFORE_THE_FENCE)).isFalse();
        assertThat(SlowBrokerRestart.hasLoaded(BEFORE_THE_FENCE + UNFENCED)).isFalse();
        assertThat(SlowBrokerRestart.hasLoaded(BEFORE_THE_FENCE + UNFENCED + LOADED))
                .isTrue();
    }

    @Test
    void theEndOfALoadOfAnEarlierEpochIsNotTakenForThatOfTheNewest() {
        String late = """
                Finished loading of metadata from __consumer_offsets-0 with epoch 0 in 5ms
                Finished loading of metadata from __consumer_offsets-1 with epoch 0 in 5ms
                """;
        assertThat(SlowBrokerRestart.hasLoaded(UNFENCED + late)).isFalse();
    }
}
