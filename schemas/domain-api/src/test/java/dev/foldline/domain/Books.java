package dev.foldline.domain;

import dev.foldline.domain.view.Projection;
import dev.foldline.domain.view.table.ReadModel;
import dev.foldline.schema.loan.BookLent;
import dev.foldline.schema.loan.BookReturned;
import dev.foldline.schema.loan.BranchLoans;
import dev.foldline.schema.loan.LendBook;
import dev.foldline.schema.loan.ReturnBook;
import java.util.List;

/** A domain as an author writes one: a book is lent and returned. */
public final class Books implements Domain {

    sealed interface Command {

        record Lend(String bookId, LendBook data) implements Command {}

        /** The other order, in an interface of its own. */
        sealed interface Ending extends Command {
            record Return(ReturnBook data, String bookId) implements Ending {}
        }
    }

    sealed interface Event {

        record Lent(BookLent data) implements Event {}

        record Returned(BookReturned data) implements Event {}
    }

    enum Book {
        IN,
        OUT
    }

    static final class BookDecider implements Decider<Command, Book, Event> {

        @Override
        public Book initialState() {
            return Book.IN;
        }

        @Override
        public Decision<Event> decide(Command command, Book book) {
            return switch (command) {
                case Command.Lend lend ->
                    Decision.accept(List.of(new Event.Lent(
                            new BookLent(lend.bookId(), lend.data().getBorrower(), ""))));
                case Command.Ending.Return back ->
                    Decision.accept(List.of(new Event.Returned(new BookReturned(back.bookId()))));
            };
        }

        @Override
        public Book evolve(Book book, Event event) {
            return switch (event) {
                case Event.Lent _ -> Book.OUT;
                case Event.Returned _ -> Book.IN;
            };
        }
    }

    static final AggregateType<Command, Book, Event> BOOK =
            AggregateType.of("book", new BookDecider(), Command.class, Book.class, Event.class);

    static final Projection<BranchLoans> LOANS = Projection.named("branch-loans", 2, BranchLoans.class)
            .rowKey(event -> event.data() instanceof BookLent lent ? lent.getBranch() : null)
            .on(
                    BookLent.class,
                    (row, event, _) ->
                            new BranchLoans(event.getBorrower(), row == null ? 1L : row.getLent() + 1, List.of()));

    @Override
    public List<AggregateType<?, ?, ?>> aggregates() {
        return List.of(BOOK);
    }

    @Override
    public List<Projection<?>> projections() {
        return List.of(LOANS);
    }

    @Override
    public List<ReadModel<?>> readModels() {
        return List.of(ReadModel.json(LOANS));
    }
}
