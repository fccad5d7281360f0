package dev.foldline.domain.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.schema.loan.BookLent;
import dev.foldline.schema.loan.BookReturned;
import dev.foldline.schema.loan.BranchLoans;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FoldTest {

    private static final EventMetadata METADATA = new EventMetadata("book-1", 1, 0, 1, Instant.EPOCH, "book-1");

    @Test
    void readsExactlyTheEventsThatItHasStepsFor() {
        Fold<BranchLoans> fold = Fold.into(BranchLoans.class).on(BookLent.class, (row, event, metadata) -> row);

        assertThat(fold.events()).containsExactly(BookLent.getClassSchema());
        assertThat(fold.rowSchema()).isEqualTo(BranchLoans.getClassSchema());
    }

    @Test
    void refusesASecondStepForAnEvent() {
        Fold<BranchLoans> fold = Fold.into(BranchLoans.class).on(BookLent.class, (row, event, metadata) -> row);

        assertThatThrownBy(() -> fold.on(BookLent.class, (row, event, metadata) -> null))
                .hasMessage("BookLent has two steps in one fold");
    }

    @Test
    void refusesAnEventThatItHasNoStepFor() {
        Fold<BranchLoans> fold = Fold.into(BranchLoans.class);

        assertThatThrownBy(() -> fold.apply(null, new Event(new BookReturned("book-1"), METADATA)))
                .hasMessageContaining("dev.foldline.schema.loan.BookReturned has no step");
    }
}
