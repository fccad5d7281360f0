package dev.foldline.domain.spec;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.domain.process.Answer;
import dev.foldline.domain.process.Input;
import dev.foldline.domain.process.ProcessManager;
import dev.foldline.domain.process.Reaction;
import dev.foldline.domain.view.Event;
import dev.foldline.schema.loan.BookFound;
import dev.foldline.schema.loan.BookLent;
import dev.foldline.schema.loan.BookReturned;
import dev.foldline.schema.loan.LendBook;
import dev.foldline.schema.loan.LoanProcess;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProcessSpecTest {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final BookLent LENT = new BookLent("b", "Ada", "north");
    private static final BookReturned RETURNED = new BookReturned("b");

    /** Asks for a book to be lent to Bob once Ada has it, and each week again until that is answered. */
    private static final class NextBorrower implements ProcessManager<LoanProcess> {

        @Override
        public String name() {
            return "next-borrower";
        }

        @Override
        public Schema state() {
            return LoanProcess.getClassSchema();
        }

        @Override
        public List<Schema> events() {
            return List.of(BookLent.getClassSchema(), BookReturned.getClassSchema());
        }

        @Override
        public String processOf(Event event) {
            return event.metadata().aggregateId();
        }

        @Override
        public Reaction<LoanProcess> react(@Nullable LoanProcess state, Input input) {
            if (state == null) {
                return ask(new LoanProcess("b", List.of()));
            }
            return switch (input) {
                case Input.Happened(Event event)
                when event.data() instanceof BookReturned -> {
                    state.getNotes().add("returned");
                    yield Reaction.to(state);
                }
                case Input.Happened _ -> Reaction.none(state);
                case Input.Answered(String _, Answer.Accepted _) -> Reaction.end();
                case Input.Answered(String _, Answer.Rejected(String _, String message)) ->
                    throw new IllegalStateException(message);
                case Input.Answered(String _, Answer.Failed(String code, String message)) ->
                    Reaction.to(new LoanProcess("b", List.of(code, message))).cancel("ask");
                case Input.Due _ -> ask(state);
            };
        }

        private static Reaction<LoanProcess> ask(LoanProcess state) {
            return Reaction.to(state).send("lend", "b", new LendBook("Bob")).set("ask", WEEK);
        }
    }

    private final ProcessSpec<LoanProcess> loan = ProcessSpec.of(new NextBorrower(), "b");

    @Test
    void anInputMovesStateTimersAndCommands() {
        assertThatCode(() -> loan.thenIsOver()
                        .given("b", LENT)
                        .thenSends("lend", "b", new LendBook("Bob"))
                        .thenTimers("ask")
                        .thenTimer("ask", WEEK)
                        .thenState(new LoanProcess("b", List.of()))
                        .givenDue("ask")
                        .thenSends(List.of(new Reaction.Send("lend", "b", new LendBook("Bob"))))
                        .givenFailed("lend", "not-now", "later")
                        .thenSendsNothing()
                        .thenTimers()
                        .thenGoesOn()
                        .thenState(new LoanProcess("b", List.of("not-now", "later")))
                        .givenAccepted("lend")
                        .thenIsOver())
                .doesNotThrowAnyException();
    }

    @Test
    void anEventThatIsNotReadOrBelongsToAnotherProcessIsPassedOver() {
        assertThatCode(() -> loan.given("c", LENT)
                        .thenSendsNothing()
                        .given("b", new BookFound("b"))
                        .thenIsOver())
                .doesNotThrowAnyException();
    }

    @Test
    void anotherReactionIsRefusedAndBothAreNamed() {
        loan.given("b", LENT);

        assertThatThrownBy(loan::thenSendsNothing)
                .isInstanceOf(AssertionError.class)
                .hasMessage("next-borrower b: what is sent should be [], but is"
                        + " [Send[step=lend, aggregateId=b, command={\"borrower\": \"Bob\"}]]");
        assertThatThrownBy(() -> loan.thenTimers("ask", "end"))
                .hasMessageEndingWith("what timers are set should be [ask, end], but is [ask]");
        assertThatThrownBy(() -> loan.thenTimer("ask", Duration.ofDays(1)))
                .hasMessageEndingWith("the time of timer ask should be PT24H, but is PT168H");
        assertThatThrownBy(loan::thenIsOver).hasMessageContaining("the process should be over, but is {\"bookId\"");
        assertThatThrownBy(() -> loan.givenDue("end"))
                .hasMessageEndingWith("timer end should be set, but is not set; there are [ask]");
        assertThatThrownBy(() -> loan.givenAccepted("lend").thenGoesOn())
                .hasMessageEndingWith("the process should be going on, but is over");
    }

    @Test
    void aStateThatIsChangedInPlaceIsFound() {
        loan.given("b", LENT);

        assertThatThrownBy(() -> loan.given("b", RETURNED))
                .isInstanceOf(AssertionError.class)
                .hasMessageEndingWith("changes the state before it in place; it must make a new one");
    }

    @Test
    void anInputThatIsRefusedLeavesTheProcessAsItWas() {
        loan.given("b", LENT);

        assertThatThrownBy(() -> loan.givenRejected("lend", "lent", "not returned"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("not returned");
        loan.thenGoesOn().thenTimers("ask");
    }
}
