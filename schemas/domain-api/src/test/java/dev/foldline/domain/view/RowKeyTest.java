package dev.foldline.domain.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.schema.loan.BookReturned;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowKeyTest {

    private static final Event EVENT =
            new Event(new BookReturned("b"), new EventMetadata("book-1", 1, 0, 1, Instant.EPOCH, "book-1"));

    @Test
    void aViewByAggregateHasOneRowUnderItsId() {
        assertThat(RowKey.ofAggregate().keys(EVENT)).containsExactly("book-1");
        assertThat(RowKey.ofAggregate().isAggregate()).isTrue();
    }

    @Test
    void oneKeyIsAListOfOneAndNullIsNoRow() {
        assertThat(RowKey.of(event -> "a").keys(EVENT)).containsExactly("a");
        assertThat(RowKey.of(event -> null).keys(EVENT)).isEmpty();
        assertThat(RowKey.of(event -> "a").isAggregate()).isFalse();
        assertThatThrownBy(() -> RowKey.of(event -> "").keys(EVENT)).hasMessage("the key of its row is empty");
    }

    @Test
    void severalKeysKeepTheirOrderAndEachCountsOnce() {
        assertThat(keys(List.of("b", "a", "b", "c", "a"))).containsExactly("b", "a", "c");
        assertThat(RowKey.each(event -> List.of("a")).isAggregate()).isFalse();
    }

    @Test
    void anEmptyCollectionIsNoRow() {
        assertThat(keys(List.of())).isEmpty();
    }

    @Test
    void moreRowsThanAllowedAreRefusedAndRepeatsDoNotCount() {
        List<String> most =
                IntStream.range(0, RowKey.KEYS_MAX).mapToObj(i -> "row-" + i).toList();

        assertThat(keys(most)).hasSize(1_000);
        assertThat(keys(with(most, "row-7"))).hasSize(1_000);
        assertThatThrownBy(() -> keys(with(most, "one-more")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the event belongs to 1001 rows, at most 1000 are allowed");
    }

    @Test
    void keysThatAreTooLongTogetherAreRefused() {
        String half = "ä".repeat(RowKey.KEYS_BYTES_MAX / 4);

        assertThat(keys(List.of(half, half.substring(1) + "bc"))).hasSize(2);
        assertThatThrownBy(() -> keys(List.of(half, half + "b")))
                .hasMessage("the keys of its rows have 65537 bytes, at most 65536 are allowed");
    }

    @Test
    @SuppressWarnings("NullAway") // as code without the check may do
    void whatIsNoKeyIsRefused() {
        assertThatThrownBy(() -> keys(null)).hasMessage("the keys of its rows are null, not an empty collection");
        assertThatThrownBy(() -> keys(Arrays.asList("a", null))).hasMessage("the key of one of its rows is null");
        assertThatThrownBy(() -> keys(List.of("a", ""))).hasMessage("the key of its row is empty");
        assertThatThrownBy(() -> keys(List.of("a\0b"))).hasMessageContaining("U+0000");
        assertThatThrownBy(() -> keys(List.of("a\uD800"))).hasMessageContaining("half of a surrogate pair");
        assertThat(keys(List.of("a\uD83D\uDE00"))).hasSize(1);
    }

    private static List<String> keys(Collection<String> given) {
        return RowKey.each(event -> given).keys(EVENT);
    }

    private static List<String> with(List<String> keys, String one) {
        return IntStream.rangeClosed(0, keys.size())
                .mapToObj(i -> i < keys.size() ? keys.get(i) : one)
                .toList();
    }
}
