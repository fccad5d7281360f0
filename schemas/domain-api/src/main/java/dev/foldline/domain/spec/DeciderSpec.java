package dev.foldline.domain.spec;

import dev.foldline.domain.Decider;
import dev.foldline.domain.Decision;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Tests a decider in three steps: given these earlier events, when a command comes, then these events follow or the
 * command is rejected.
 *
 * <pre>{@code
 * DeciderSpec.of(new AccountDecider())
 *         .given(opened("account-1", 100))
 *         .when(withdraw(30))
 *         .then(withdrawn("account-1", 30))
 *         .when(withdraw(100))
 *         .thenRejected("insufficient-funds");
 * }</pre>
 *
 * <p>A failed expectation throws an {@link AssertionError}, so it works with any test framework. Immutable.
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

    /** A stream with these events from its beginning; without events for a stream that does not exist. */
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
            return new When(state, command, decider.decide(command, state));
        }
    }

    /** A stream, and what was decided on it. */
    public final class When {

        private final S before;
        private final C command;
        private final Decision<E> decision;

        private When(S before, C command, Decision<E> decision) {
            this.before = before;
            this.command = command;
            this.decision = decision;
        }

        /**
         * These events follow, in this order and with these fields; they become part of the stream for the next
         * command.
         */
        @SafeVarargs
        @SuppressWarnings("varargs")
        public final Given then(E... events) {
            Decision<E> expected = Decision.accept(List.of(events));
            require(decision.equals(expected), described(expected));
            return new Given(fold(before, List.of(events)));
        }

        /** The command is rejected with this code and this sentence; the stream is unchanged. */
        public Given thenRejected(String code, String message) {
            Decision<E> expected = Decision.reject(code, message);
            require(decision.equals(expected), described(expected));
            return new Given(before);
        }

        /** The command is rejected with this code and any sentence; the stream is unchanged. */
        public Given thenRejected(String code) {
            boolean isRejected = decision instanceof Decision.Rejected<E> rejected
                    && rejected.code().equals(code);
            require(isRejected, "rejected with " + code);
            return new Given(before);
        }

        private void require(boolean holds, String expected) {
            if (!holds) {
                throw new AssertionError(
                        command + "\non " + before + "\nshould be " + expected + "\nbut is " + described(decision));
            }
        }
    }

    private static String described(Decision<?> decision) {
        return switch (decision) {
            case Decision.Accepted<?>(List<?> events) when events.isEmpty() -> "accepted without an event";
            case Decision.Accepted<?>(List<?> events) ->
                events.stream().map(event -> "\n    " + event).collect(Collectors.joining("", "accepted with", ""));
            case Decision.Rejected<?>(String code, String message) -> "rejected with " + code + ": " + message;
        };
    }
}
