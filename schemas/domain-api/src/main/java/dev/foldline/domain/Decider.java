package dev.foldline.domain;

/**
 * The behaviour of one aggregate as two pure functions.
 *
 * <p>Both are called by the one thread that owns the stream's partition, and again with the same input when a batch is
 * retried. So neither may use a clock, random values or anything else outside its arguments.
 *
 * @param <C> commands
 * @param <S> states, immutable
 * @param <E> events
 */
public interface Decider<C, S, E> {

    /** State of a stream without events. */
    S initialState();

    /**
     * Decides one command.
     *
     * @return the events that follow, or a rejection, which is a value and never an exception
     */
    Decision<E> decide(C command, S state);

    /** Applies one event; total on every event that {@link #decide} can produce. */
    S evolve(S state, E event);
}
