package dev.foldline.domain.process;

import dev.foldline.domain.view.Event;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A process manager: a fold of events, of answers to its own commands and of timers, which sends commands.
 *
 * <p>The engine reads the inputs, keeps the state and the timers, and writes state, timers, commands and the input
 * offsets in one transaction: a crash or a rebalance neither loses nor repeats any of them. A definition must be pure:
 * inputs that have not been committed are folded again, and several threads fold at once. A
 * {@link dev.foldline.domain.Domain} lists its process managers.
 *
 * @param <S> state of one process
 */
public interface ProcessManager<S extends SpecificRecord> {

    /** Name in topics, metrics, and ids of commands, in kebab case; never to be changed. */
    String name();

    /** Schema of a state, which is registered under the name. */
    Schema state();

    /** Schemas of the events that it reads; every other event costs a look at one header. */
    List<Schema> events();

    /**
     * The process that an event belongs to.
     *
     * @return id of the process, null where the event belongs to none
     * @throws RuntimeException if it cannot be determined; the event is parked, and later ones of its aggregate wait
     *     behind it
     */
    @Nullable
    String processOf(Event event);

    /**
     * Applies one input to its process.
     *
     * <p>Inputs of different aggregates have no order among each other, and an answer may come more than once, and
     * late.
     *
     * @param state the state before it, null where the process has not begun or has ended; never changed in place
     * @return the state after it, the commands to send and the timers to set
     * @throws RuntimeException if the input cannot be applied; it is parked, later inputs of the process wait behind it
     *                          and its timers stay set, until an operator retries or skips it
     */
    Reaction<S> react(@Nullable S state, Input input);
}
