package dev.foldline.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OffsetsTopicTest {

    @Test
    void thePartitionOfAGroupIsThatOfTheBroker() {
        assertThat(OffsetsTopic.partition("foldline-commands", 50)).isBetween(0, 49);
        assertThat(OffsetsTopic.partition("a", 50)).isEqualTo('a' % 50);
        // Its hash is the lowest number there is.
        assertThat(OffsetsTopic.partition("polygenelubricants", 50)).isZero();
    }
}
