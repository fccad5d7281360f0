package dev.foldline.domain.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The reaction of a process to an input. Immutable.
 *
 * @param state    the state after the input; null where the process is over, and then its timers are cancelled
 * @param commands to be sent, in order
 * @param timers   to be set or cancelled, in order
 * @param <S>      state of the process
 */
public record Reaction<S extends SpecificRecord>(@Nullable S state, List<Send> commands, List<Timer> timers) {

    /**
     * A command to send.
     *
     * @param step        unique in the process for all time: the command's id follows from it, so the same step sent
     *                    again is decided once, and is answered again
     * @param aggregateId the aggregate that it is for
     */
    public record Send(String step, String aggregateId, SpecificRecord command) {}

    /** A change of a timer, which its name identifies in its process. */
    public sealed interface Timer {

        String name();

        /** Due this long after the input is applied; replaces the former setting of the timer. */
        record Set(String name, Duration after) implements Timer {}

        /** No longer set; does nothing where it is not. */
        record Cancel(String name) implements Timer {}
    }

    public Reaction {
        commands = List.copyOf(commands);
        timers = List.copyOf(timers);
    }

    /** Continues with a state, which may be the one before. */
    public static <S extends SpecificRecord> Reaction<S> to(S state) {
        return new Reaction<>(state, List.of(), List.of());
    }

    /** Leaves the process as it is, or not begun. */
    public static <S extends SpecificRecord> Reaction<S> none(@Nullable S state) {
        return new Reaction<>(state, List.of(), List.of());
    }

    /** The process is over. */
    public static <S extends SpecificRecord> Reaction<S> end() {
        return new Reaction<>(null, List.of(), List.of());
    }

    /** The same, and sends a command. */
    public Reaction<S> send(String step, String aggregateId, SpecificRecord command) {
        return new Reaction<>(state, with(commands, new Send(step, aggregateId, command)), timers);
    }

    /** The same, and sets a timer. */
    public Reaction<S> set(String timer, Duration after) {
        return new Reaction<>(state, commands, with(timers, new Timer.Set(timer, after)));
    }

    /** The same, and cancels a timer. */
    public Reaction<S> cancel(String timer) {
        return new Reaction<>(state, commands, with(timers, new Timer.Cancel(timer)));
    }

    private static <T> List<T> with(List<? extends T> list, T added) {
        List<T> more = new ArrayList<>(list);
        more.add(added);
        return more;
    }
}
