package dev.foldline.domain;

import java.util.List;

/**
 * The result of deciding one command.
 *
 * @param <E> events
 */
public sealed interface Decision<E> {

    /** The command is accepted; no events means that nothing had to change. */
    record Accepted<E>(List<E> events) implements Decision<E> {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    /**
     * The command is rejected and nothing changes.
     *
     * @param code    kebab-case and stable, for programs
     * @param message one sentence with the values, for people
     */
    record Rejected<E>(String code, String message) implements Decision<E> {}

    /** Accepts with one event. */
    static <E> Decision<E> accept(E event) {
        return new Accepted<>(List.of(event));
    }

    /** Accepts with these events, in this order; with none, nothing had to change. */
    static <E> Decision<E> accept(List<E> events) {
        return new Accepted<>(events);
    }

    /** Rejects. */
    static <E> Decision<E> reject(String code, String message) {
        return new Rejected<>(code, message);
    }
}
