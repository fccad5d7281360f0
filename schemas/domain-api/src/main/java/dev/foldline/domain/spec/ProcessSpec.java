package dev.foldline.domain.spec;

import dev.foldline.domain.process.Answer;
import dev.foldline.domain.process.Input;
import dev.foldline.domain.process.ProcessManager;
import dev.foldline.domain.process.Reaction;
import dev.foldline.domain.view.Event;
import dev.foldline.domain.view.EventMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tests one process of a process manager in isolation: given inputs, then reactions.
 *
 * <pre>{@code
 * ProcessSpec.of(new MoneyTransfer(), "transfer-1")
 *         .given("transfer-1", requested)
 *         .thenSends("withdraw", "account-1", withdraw)
 *         .givenAccepted("withdraw")
 *         .thenSends("deposit", "account-2", deposit);
 * }</pre>
 *
 * <p>Handles an input as the engine does: an event that the process manager does not read, or that belongs to another
 * process, is skipped; any other input changes the state and the timers. The state is kept as the bytes that the engine
 * keeps. Time does not pass by itself: a timer is due when {@link #givenDue} says so. An exception for which the engine
 * would park an input is thrown by {@code given} unchanged.
 *
 * <p>A failed expectation throws an {@link AssertionError}, so it works with any test framework. Not thread-safe.
 *
 * @param <S> state of the process
 */
public final class ProcessSpec<S extends SpecificRecord> {

    /** When the first event happens. Each further one happens a second later. */
    public static final Instant FIRST_AT = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration BETWEEN_EVENTS = Duration.ofSeconds(1);

    private final ProcessManager<S> manager;
    private final String processId;
    private final RecordBytes<S> records;
    private final Map<String, Long> versions = new HashMap<>();
    private final TreeMap<String, Duration> timers = new TreeMap<>();
    private byte @Nullable [] bytes;
    private List<Reaction.Send> sent = List.of();
    private long position;

    private ProcessSpec(ProcessManager<S> manager, String processId) {
        this.manager = manager;
        this.processId = processId;
        this.records = new RecordBytes<>(manager.state());
    }

    /** A process that has not begun. */
    public static <S extends SpecificRecord> ProcessSpec<S> of(ProcessManager<S> manager, String processId) {
        return new ProcessSpec<>(manager, processId);
    }

    /**
     * The next event of an aggregate happens.
     *
     * @throws RuntimeException if the process manager refuses it; state and timers are as before it
     */
    public ProcessSpec<S> given(String aggregateId, SpecificRecord data) {
        long version = versions.merge(aggregateId, 1L, Long::sum);
        Instant at = FIRST_AT.plus(BETWEEN_EVENTS.multipliedBy(position));
        Event event = new Event(data, new EventMetadata(aggregateId, version, 0, ++position, at, aggregateId));
        sent = List.of();
        boolean isRead = manager.events().contains(data.getSchema());
        if (isRead && processId.equals(manager.processOf(event))) {
            take(new Input.Happened(event.forRow(processId)));
        }
        return this;
    }

    /** The command of a step is answered: it was accepted. */
    public ProcessSpec<S> givenAccepted(String step) {
        return take(new Input.Answered(step, new Answer.Accepted()));
    }

    /** The command of a step is answered: it was rejected. */
    public ProcessSpec<S> givenRejected(String step, String code, String message) {
        return take(new Input.Answered(step, new Answer.Rejected(code, message)));
    }

    /** The command of a step is answered: it failed, and is in the dead letters. */
    public ProcessSpec<S> givenFailed(String step, String code, String message) {
        return take(new Input.Answered(step, new Answer.Failed(code, message)));
    }

    /** A timer is due, which must be set. */
    public ProcessSpec<S> givenDue(String timer) {
        require(timers.containsKey(timer), "timer " + timer, "set", "not set; there are " + timers.keySet());
        return take(new Input.Due(timer));
    }

    /** The last input made it send this command, and nothing else. */
    public ProcessSpec<S> thenSends(String step, String aggregateId, SpecificRecord command) {
        return thenSends(List.of(new Reaction.Send(step, aggregateId, command)));
    }

    /** The last input made it send these commands, in this order, and nothing else. */
    public ProcessSpec<S> thenSends(List<Reaction.Send> commands) {
        require(sent.equals(commands), "what is sent", commands, sent);
        return this;
    }

    /** The last input made it send nothing. */
    public ProcessSpec<S> thenSendsNothing() {
        return thenSends(List.of());
    }

    /** These timers and no others must be set. */
    public ProcessSpec<S> thenTimers(String... names) {
        TreeSet<String> expected = new TreeSet<>(List.of(names));
        require(timers.keySet().equals(expected), "what timers are set", expected, timers.keySet());
        return this;
    }

    /** A timer must be set, and must be due this long after the input that set it. */
    public ProcessSpec<S> thenTimer(String name, Duration after) {
        Duration found = timers.get(name);
        require(after.equals(found), "the time of timer " + name, after, found);
        return this;
    }

    /** The state must be this one. */
    public ProcessSpec<S> thenState(S expected) {
        S found = state();
        require(expected.equals(found), "the state", expected, found);
        return this;
    }

    /** The process has begun and is not over. */
    public ProcessSpec<S> thenGoesOn() {
        require(bytes != null, "the process", "going on", "over");
        return this;
    }

    /** The process is over, or has not begun. */
    public ProcessSpec<S> thenIsOver() {
        require(bytes == null, "the process", "over", state());
        return this;
    }

    private @Nullable S state() {
        return bytes == null ? null : records.read(bytes);
    }

    private ProcessSpec<S> take(Input input) {
        S before = state();
        Reaction<S> reaction = manager.react(before, input);
        if (before != null && !Arrays.equals(records.write(before), bytes)) {
            throw new AssertionError(
                    manager.name() + ": " + input + " changes the state before it in place; it must make a new one");
        }
        S after = reaction.state();
        byte[] written = after == null ? null : records.write(after);
        reaction.commands().forEach(send -> new RecordBytes<>(send.command().getSchema()).write(send.command()));
        // The code above has not changed the process, and the code below cannot fail.
        bytes = written;
        sent = reaction.commands();
        if (input instanceof Input.Due(String timer)) {
            timers.remove(timer);
        }
        for (Reaction.Timer change : reaction.timers()) {
            switch (change) {
                case Reaction.Timer.Set(String name, Duration due) -> timers.put(name, due);
                case Reaction.Timer.Cancel(String name) -> timers.remove(name);
            }
        }
        if (after == null) {
            timers.clear();
        }
        return this;
    }

    private void require(boolean holds, String what, @Nullable Object expected, @Nullable Object found) {
        if (!holds) {
            throw new AssertionError(
                    manager.name() + " " + processId + ": " + what + " should be " + expected + ", but is " + found);
        }
    }
}
