package dev.foldline.setup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CoordinatorTopicsTest {

    @Test
    void segmentsAreSmallHoweverManyCopiesThereAre() {
        assertThat(CoordinatorTopics.settings(1))
                .containsEntry("segment.bytes", "1048576")
                .containsEntry("segment.ms", "10000");
        assertThat(CoordinatorTopics.settings(3))
                .containsEntry("segment.bytes", "1048576")
                .containsEntry("segment.ms", "10000");
    }

    @Test
    void markersOfTransactionsGoSoonOnlyWhereNoFollowerCouldMissThem() {
        assertThat(CoordinatorTopics.settings(1)).containsEntry("delete.retention.ms", "60000");
        assertThat(CoordinatorTopics.settings(2)).doesNotContainKey("delete.retention.ms");
    }
}
