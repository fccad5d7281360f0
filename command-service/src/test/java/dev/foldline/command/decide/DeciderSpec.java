package dev.foldline.command.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * Says what a decider does in three words: given the events that were, when a command comes, then these events follow
 * or the command is rejected. Immutable.
 *
 * @param <C> commands
 * @param <S> states
 * @param <E> events
 */
public final class DeciderSpec<C, S, E> {

    private final Decider<C, S, E> decider;

    private DeciderSpec(Decider<C, S, E> decider) {
        this.decider = decider;
    }

    public static <C, S, E> DeciderSpec<C, S, E> of(Decider<C, S, E> decider) {
        return new DeciderSpec<>(decider);
    }

    /** A stream that these events have made, from its beginning; none for a stream that does not exist. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final Given given(E... events) {
        return new Given(fold(decider.initialState(), List.of(events)));
    }

    private S fold(S from, List<E> events) {
        S state = from;
        for (E event : events) {
            state = decider.evolve(state, event);
        }
        return state;
    }

    /** A stream as it was. */
    public final class Given {

        private final S state;

        private Given(S state) {
            this.state = state;
        }

        public S state() {
            return state;
        }

        public When when(C command) {
            return new When(state, decider.decide(command, state));
        }
    }

    /** A stream, and what was decided on it. */
    public final class When {

        private final S before;
        private final Decision<E> decision;

        private When(S before, Decision<E> decision) {
            this.before = before;
            this.decision = decision;
        }

        /** These events follow, in this order and with these fields; the stream after them goes on with "given". */
        @SafeVarargs
        @SuppressWarnings("varargs")
        public final Given then(E... events) {
            assertThat(decision).isEqualTo(Decision.accept(List.of(events)));
            return new Given(fold(before, List.of(events)));
        }

        /** The command is refused with this code and this sentence; the stream goes on as it was. */
        public Given thenRejected(String code, String message) {
            assertThat(decision).isEqualTo(Decision.reject(code, message));
            return new Given(before);
        }
    }
}
