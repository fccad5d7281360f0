package dev.foldline.command.store.entry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StorableTextTest {

    @Test
    void anAggregateIdHasNoNulAndFitsIntoAnIndex() {
        assertThat(StorableText.isAggregateId("account-1")).isTrue();
        assertThat(StorableText.isAggregateId("")).isTrue();
        assertThat(StorableText.isAggregateId("a".repeat(1024))).isTrue();
        assertThat(StorableText.isAggregateId("a".repeat(1025))).isFalse();
        assertThat(StorableText.isAggregateId("€".repeat(341))).isTrue();
        assertThat(StorableText.isAggregateId("€".repeat(342))).isFalse();
        assertThat(StorableText.isAggregateId("a\0b")).isFalse();
    }

    @Test
    void whatIsNoAggregateIdIsShortenedToSomethingThatIs() {
        assertThat(StorableText.shortened("a".repeat(1024))).hasSize(1024);
        assertThat(StorableText.shortened("a".repeat(1025))).isEqualTo("a".repeat(256));
        assertThat(StorableText.shortened("a" + "🙂".repeat(600))).isEqualTo("a" + "🙂".repeat(127));
        assertThat(StorableText.shortened("a\0b")).isEqualTo("a\uFFFDb");
    }
}
