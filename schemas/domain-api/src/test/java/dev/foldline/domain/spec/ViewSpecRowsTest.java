package dev.foldline.domain.spec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.domain.view.Fold;
import dev.foldline.domain.view.Projection;
import dev.foldline.domain.view.RowKey;
import dev.foldline.schema.loan.BookLent;
import dev.foldline.schema.loan.BranchLoans;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A view with several rows for one event. */
class ViewSpecRowsTest {

    /** A view that has a row for each branch of a loan; they are separated by spaces. */
    private record Branches(Fold<BranchLoans> fold) implements Projection<BranchLoans> {

        static ViewSpec<BranchLoans> by(Fold.Step<BranchLoans, BookLent> step) {
            return ViewSpec.of(new Branches(Fold.into(BranchLoans.class).on(BookLent.class, step)));
        }

        @Override
        public String name() {
            return "branches";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public RowKey rowKey() {
            return RowKey.each(event -> event.data() instanceof BookLent lent
                    ? List.of(lent.getBranch().split(" ")).stream()
                            .filter(branch -> !branch.isEmpty())
                            .toList()
                    : List.of());
        }
    }

    @Test
    void anEventIsFoldedIntoEachOfItsRowsAndTheStepKnowsWhichOne() {
        Branches.by((row, event, metadata) -> row(metadata.rowKey(), row))
                .given("a", lent("north south north"))
                .given("b", lent("south"))
                .given("c", lent(""))
                .thenKeys("north", "south")
                .thenRow("north", new BranchLoans("north", 1L, List.of()))
                .thenRow("south", new BranchLoans("south", 2L, List.of()))
                .thenNoRow("a");
    }

    @Test
    void aRowMayBeRemovedWhileAnotherIsMade() {
        Branches.by((row, event, metadata) -> row == null ? row(metadata.rowKey(), null) : null)
                .given("a", lent("north"), lent("north south"))
                .thenKeys("south");
    }

    @Test
    void anEventThatOneRowRefusesChangesNoRow() {
        ViewSpec<BranchLoans> spec = Branches.by((row, event, metadata) -> {
            if (metadata.rowKey().equals("south")) {
                throw new IllegalStateException("not there");
            }
            return row(metadata.rowKey(), row);
        });

        assertThatThrownBy(() -> spec.given("a", lent("north south"))).hasMessage("not there");
        spec.thenKeys().given("a", lent("north")).thenRow("north", new BranchLoans("north", 1L, List.of()));
    }

    @Test
    void moreRowsThanTheEngineAllowsAreRefused() {
        ViewSpec<BranchLoans> spec = Branches.by((row, event, metadata) -> row(metadata.rowKey(), row));
        StringBuilder branches = new StringBuilder();
        for (int i = 0; i <= RowKey.KEYS_MAX; i++) {
            branches.append(i).append(' ');
        }

        assertThatThrownBy(() -> spec.given("a", lent(branches.toString())))
                .hasMessage("the event belongs to 1001 rows, at most 1000 are allowed");
    }

    @Test
    void aRowThatDependsOnTheOrderOfTwoAggregatesIsFound() {
        ViewSpec<BranchLoans> spec = Branches.by(
                        (row, event, metadata) -> new BranchLoans(metadata.aggregateId(), 1L, List.of()))
                .given("a", lent("north south"))
                .given("b", lent("south"));

        assertThatThrownBy(() -> spec.thenKeys("north", "south"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("branches: row south depends on the order of events of different aggregates");
    }

    private static BookLent lent(String branches) {
        return new BookLent("book", "Ada", branches);
    }

    private static BranchLoans row(String branch, @Nullable BranchLoans before) {
        return new BranchLoans(branch, before == null ? 1 : before.getLent() + 1, List.of());
    }
}
