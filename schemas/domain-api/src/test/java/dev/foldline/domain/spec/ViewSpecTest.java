package dev.foldline.domain.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.domain.view.Fold;
import dev.foldline.domain.view.Projection;
import dev.foldline.domain.view.RowKey;
import dev.foldline.schema.loan.BookFound;
import dev.foldline.schema.loan.BookLent;
import dev.foldline.schema.loan.BookReturned;
import dev.foldline.schema.loan.BranchLoans;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewSpecTest {

    private static final BookLent ADA = new BookLent("a", "Ada", "north");
    private static final BookLent BOB = new BookLent("b", "Bob", "north");

    /** A view that counts the loans of a branch, and takes note of the one that came last. */
    private record LastLent(Fold<BranchLoans> fold) implements Projection<BranchLoans> {

        static LastLent by(Fold.Step<BranchLoans, BookLent> step) {
            return new LastLent(Fold.into(BranchLoans.class)
                    .on(BookLent.class, step)
                    .on(BookReturned.class, (row, event, metadata) -> null));
        }

        @Override
        public String name() {
            return "last-lent";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public RowKey rowKey() {
            return RowKey.of(event -> event.data() instanceof BookLent lent ? lent.getBranch() : null);
        }
    }

    @Test
    void anEventIsFoldedIntoTheRowOfItsKey() {
        BranchLoans one = row("x", 1);
        ViewSpec.of(LastLent.by((row, event, metadata) -> one))
                .given("a", ADA)
                .thenKeys("north")
                .thenRow("north", one)
                .thenNoRow("a");
    }

    @Test
    void anEventThatTheFoldDoesNotReadOrThatHasNoRowIsPassedOver() {
        ViewSpec.of(LastLent.by((row, event, metadata) -> row("x", 1)))
                .given("a", ADA, new BookFound("a"), new BookReturned("a"))
                .thenKeys("north");
    }

    @Test
    void metadataAreThoseOfConsecutiveEvents() {
        List<String> seen = new ArrayList<>();
        ViewSpec.of(LastLent.by((row, event, metadata) -> {
                    seen.add(metadata.aggregateId() + " " + metadata.aggregateVersion() + " " + metadata.position()
                            + " " + metadata.occurredAt());
                    return row("x", 1);
                }))
                .given("a", ADA)
                .given("b", BOB, BOB)
                .at(Instant.parse("2025-01-01T00:00:00Z"))
                .given("a", ADA);

        assertThat(seen)
                .containsExactly(
                        "a 1 1 2026-01-01T00:00:00Z",
                        "b 1 2 2026-01-01T00:00:01Z",
                        "b 2 3 2026-01-01T00:00:02Z",
                        "a 2 4 2025-01-01T00:00:00Z");
    }

    @Test
    void anotherRowIsRefusedAndBothAreNamed() {
        ViewSpec<BranchLoans> spec =
                ViewSpec.of(LastLent.by((row, event, metadata) -> row("x", 1))).given("a", ADA);

        assertThatThrownBy(() -> spec.thenRow("north", row("x", 2)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("last-lent: row north should be {\"lastBorrower\": \"x\", \"lent\": 2,")
                .hasMessageContaining("but is {\"lastBorrower\": \"x\", \"lent\": 1,");
        assertThatThrownBy(() -> spec.thenNoRow("north")).hasMessageContaining("row north should be null, but is {");
        assertThatThrownBy(() -> spec.thenKeys("north", "south"))
                .hasMessage("last-lent: the keys should be [north, south], but is [north]");
    }

    @Test
    void aFoldThatDependsOnTheOrderOfTwoAggregatesIsFound() {
        ViewSpec<BranchLoans> spec = ViewSpec.of(LastLent.by((row, event, metadata) -> row(event.getBorrower(), 1)))
                .given("a", ADA)
                .given("b", BOB);

        assertThatThrownBy(() -> spec.thenKeys("north"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("last-lent: row north depends on the order of events of different aggregates:"
                        + " after b version 1, a version 1 it should be {");
    }

    @Test
    void theOrderOfOneAggregatesOwnEventsMayMatter() {
        ViewSpec.of(LastLent.by((row, event, metadata) -> row(event.getBorrower(), 1)))
                .given("a", ADA, BOB)
                .thenRow("north", row("Bob", 1));
    }

    @Test
    void aRowThatIsChangedInPlaceIsFound() {
        ViewSpec<BranchLoans> spec = ViewSpec.of(LastLent.by((row, event, metadata) -> {
                    if (row == null) {
                        return row("x", 1);
                    }
                    row.getNotes().add("late");
                    return row;
                }))
                .given("a", ADA);

        assertThatThrownBy(() -> spec.given("b", BOB))
                .isInstanceOf(AssertionError.class)
                .hasMessage("row north: the step of BookLent changes the row before it in place;"
                        + " it must make a new one");
    }

    @Test
    void anEventThatTheFoldRefusesLeavesNothingBehind() {
        ViewSpec<BranchLoans> spec = ViewSpec.of(LastLent.by((row, event, metadata) -> {
            if ("Ada".equals(event.getBorrower())) {
                throw new IllegalStateException("not her");
            }
            return row(metadata.position() + "", 1);
        }));

        assertThatThrownBy(() -> spec.given("a", ADA)).hasMessage("not her");
        spec.thenKeys().given("b", BOB).thenRow("north", row("1", 1));
    }

    private static BranchLoans row(String lastBorrower, long lent) {
        return new BranchLoans(lastBorrower, lent, List.of());
    }
}
