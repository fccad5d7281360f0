package dev.foldline.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.domain.Books.Book;
import dev.foldline.domain.Books.Command;
import dev.foldline.domain.Books.Event;
import dev.foldline.schema.loan.BookLent;
import dev.foldline.schema.loan.BookLost;
import dev.foldline.schema.loan.BookReturned;
import dev.foldline.schema.loan.LendBook;
import dev.foldline.schema.loan.ReturnBook;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealedAggregateTypeTest {

    private final BookLent lent = new BookLent("book-1", "Ada", "");

    private static AggregateType<?, ?, ?> withCommands(Class<?> commands) {
        return of(commands, Event.class);
    }

    private static AggregateType<?, ?, ?> withEvents(Class<?> events) {
        return of(Command.class, events);
    }

    private static <C, E> AggregateType<C, Book, E> of(Class<C> commands, Class<E> events) {
        Decider<C, Book, E> undecided = new Decider<>() {
            @Override
            public Book initialState() {
                return Book.IN;
            }

            @Override
            public Decision<E> decide(C command, Book state) {
                return Decision.reject("undecided", "never asked");
            }

            @Override
            public Book evolve(Book state, E event) {
                return state;
            }
        };
        return AggregateType.of("book", undecided, commands, Book.class, events);
    }

    @Test
    void everyRecordOfTheSealedInterfacesIsFound() {
        assertThat(Books.BOOK.commands()).containsExactly(LendBook.getClassSchema(), ReturnBook.getClassSchema());
        assertThat(Books.BOOK.events()).containsExactly(BookLent.getClassSchema(), BookReturned.getClassSchema());
    }

    @Test
    void aCommandsRecordGetsTheAggregateIdInWhicheverPlaceItHasIt() {
        LendBook lend = new LendBook("Ada");
        ReturnBook back = new ReturnBook("scratched");
        assertThat(Books.BOOK.command("book-1", lend)).isEqualTo(new Command.Lend("book-1", lend));
        assertThat(Books.BOOK.command("book-2", back)).isEqualTo(new Command.Ending.Return(back, "book-2"));
    }

    @Test
    void anEventsRecordWrapsItsDataAndGivesItBack() {
        assertThat(Books.BOOK.event(lent)).isEqualTo(new Event.Lent(lent));
        assertThat(Books.BOOK.data(new Event.Lent(lent))).isSameAs(lent);
    }

    @Test
    void aRecordOfAnotherTypeIsRefusedByName() {
        assertThatThrownBy(() -> Books.BOOK.event(new BookLost("book-1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dev.foldline.domain.Books$Event has no record around dev.foldline.schema.loan.BookLost");
    }

    sealed interface Twice {
        record First(BookLent data) implements Twice {}

        record Second(BookLent data) implements Twice {}
    }

    sealed interface Numbered {
        record Lent(BookLent data, int number) implements Numbered {}
    }

    sealed interface Empty {
        record Nothing(String id) implements Empty {}
    }

    sealed interface TwoIds {
        record Both(String id, String other, LendBook data) implements TwoIds {}
    }

    interface Open {}

    sealed interface WithClass {
        final class Plain implements WithClass {}
    }

    @Test
    void aFormThatCannotBeMappedFailsAtStartAndNamesTheRecord() {
        assertThatThrownBy(() -> withEvents(Twice.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Twice$Second is the second record around dev.foldline.schema.loan.BookLent");
        assertThatThrownBy(() -> withEvents(Numbered.class))
                .hasMessageContaining("Numbered$Lent has the component number, a int");
        assertThatThrownBy(() -> withEvents(Empty.class)).hasMessageContaining("Empty$Nothing has the component id");
        assertThatThrownBy(() -> withCommands(Empty.class))
                .hasMessageContaining("Empty$Nothing has 0 components of a generated Avro class and 1 of type String");
        assertThatThrownBy(() -> withCommands(TwoIds.class))
                .hasMessageContaining("TwoIds$Both has 1 components of a generated Avro class and 2 of type String");
        assertThatThrownBy(() -> withCommands(Open.class))
                .hasMessageContaining("Open is not a record or a sealed interface of records");
        assertThatThrownBy(() -> withCommands(WithClass.class)).hasMessageContaining("WithClass$Plain is not a record");
    }

    @Test
    void aStateIsWrittenAsJsonAndReadBack() {
        StateJson<Book> json = Books.BOOK.stateJson();
        assertThat(json.schemaVersion()).isEqualTo(1);
        assertThat(json.write(Book.OUT)).hasToString("{\"is\":\"OUT\"}");
        assertThat(json.read(json.write(Book.OUT))).isEqualTo(Book.OUT);
        assertThatThrownBy(() -> json.read(json.write(Book.IN).path("nothing")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsDerivedCanBeChanged() {
        SealedAggregateType<Command, Book, Event> changed = AggregateType.of(
                        "book", new Books.BookDecider(), Command.class, Book.class, Event.class)
                .snapshotVersion(2, List.of())
                .stateBytes(_ -> 7);
        assertThat(changed.stateJson().schemaVersion()).isEqualTo(2);
        assertThat(changed.stateBytes(Book.IN)).isEqualTo(7);
        assertThat(changed.inlineViews()).isEmpty();
    }
}
