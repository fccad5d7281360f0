package dev.foldline.projection.process.topology;

import dev.foldline.domain.process.Input;
import dev.foldline.projection.deadletter.IncomingRecord;
import dev.foldline.projection.deadletter.ParkedEvent;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.deadletter.UnappliedEventException;
import dev.foldline.projection.process.topology.ProcessRow.SetTimer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Applies inputs to their processes, one after the other: loads the state, lets the definition react, stores the new
 * state and sends the commands. Timers that are due are inputs too; the stream thread looks for them between records.
 *
 * <p>An input that cannot be applied parks its process: later inputs wait behind it, and timers stay set until the
 * process is free. One per stream task.
 */
final class ProcessRunner<S extends SpecificRecord> implements Processor<String, byte[], String, byte[]> {

    static final String STORE = "processes";

    static final Duration TIMER_INTERVAL = Duration.ofMillis(100);

    /** How many timers fire in one scan, so a backlog of them does not keep the thread from its consumer. */
    private static final int TIMERS_PER_LOOK_MAX = 1_000;

    private final ProcessParts<S> parts;
    private final Reactor<S> reactor;
    private final InputReader reader;
    private @Nullable Open open;

    /** Set by {@code init}; replaced when Streams revives the task after a failure. */
    private record Open(
            ProcessorContext<String, byte[]> context,
            int task,
            KeyValueStore<String, ProcessRow> processes,
            DueTimers timers,
            SequencedDeadLetters deadLetters) {}

    private ProcessRunner(ProcessParts<S> parts) {
        this.parts = parts;
        this.reactor = new Reactor<>(parts);
        this.reader = new InputReader(parts);
    }

    static <S extends SpecificRecord> ProcessorSupplier<String, byte[], String, byte[]> supplier(
            ProcessParts<S> parts) {
        StoreBuilder<KeyValueStore<String, ProcessRow>> processes = Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(STORE), Serdes.String(), ProcessRow.serde())
                .withCachingEnabled();
        StoreBuilder<KeyValueStore<Bytes, byte[]>> timers = DueTimers.storeBuilder();
        StoreBuilder<KeyValueStore<String, ParkedEvent>> parked =
                SequencedDeadLetters.storeBuilder(SequencedDeadLetters.STORE);
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, byte[], String, byte[]> get() {
                return new ProcessRunner<>(parts);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(processes, timers, parked);
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        int task = context.taskId().partition();
        open = new Open(
                context,
                task,
                context.getStateStore(STORE),
                new DueTimers(context.getStateStore(DueTimers.STORE)),
                parts.deadLetters(task, context.getStateStore(SequencedDeadLetters.STORE)));
        context.schedule(TIMER_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::fireTimers);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Open here = open();
        String processId = record.key();
        Request request = InputReader.request(record.headers());
        if (request != null) {
            here.deadLetters.handle(processId, request, parked -> apply(here, parked));
            fireTimersThatHaveWaited(here, processId);
            return;
        }
        long offset = here.context.recordMetadata().orElseThrow().offset();
        IncomingRecord incoming = InputReader.incoming(record, here.task, offset);
        if (here.deadLetters.holds(processId)) {
            here.deadLetters.hold(incoming);
            return;
        }
        try {
            apply(here, incoming);
        } catch (UnappliedEventException e) {
            here.deadLetters.park(incoming, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        if (open != null) {
            open.deadLetters.close();
        }
    }

    private void fireTimers(long nowMs) {
        Open here = open();
        List<DueTimers.Key> due =
                here.timers.due(nowMs, TIMERS_PER_LOOK_MAX, key -> !here.deadLetters.holds(key.processId()));
        due.forEach(key -> fire(here, key));
        here.timers.takenUntil(
                due.size() < TIMERS_PER_LOOK_MAX ? nowMs : due.getLast().dueMs() - 1);
    }

    /** The scan for due timers has skipped those of a parked process; the row of the process has them. */
    private void fireTimersThatHaveWaited(Open here, String processId) {
        ProcessRow row = here.processes.get(processId);
        if (row != null) {
            row.timers().entrySet().stream()
                    .filter(timer -> here.timers.isTaken(timer.getValue().dueMs()))
                    .sorted(Map.Entry.comparingByValue(SetTimer.BY_DUE))
                    .forEach(timer ->
                            fire(here, new DueTimers.Key(timer.getValue().dueMs(), timer.getKey(), processId)));
        }
    }

    private void fire(Open here, DueTimers.Key key) {
        String processId = key.processId();
        if (here.deadLetters.holds(processId)) {
            return;
        }
        here.timers.cancel(key);
        ProcessRow row = here.processes.get(processId);
        SetTimer set = row == null ? null : row.timers().get(key.timer());
        // Another timer that fired in this scan may have ended the process, or may have set this one again.
        if (row == null || set == null || set.dueMs() != key.dueMs()) {
            return;
        }
        ProcessRow fired = row.without(key.timer());
        InputReader.Read read =
                new InputReader.Read(new Input.Due(key.timer()), row.correlationId(), set.causationId(), null);
        try {
            apply(here, processId, fired, read);
        } catch (UnappliedEventException e) {
            here.processes.put(processId, fired);
            here.deadLetters.park(InputReader.timer(key, read, here.task), String.valueOf(e.getMessage()));
        }
    }

    /** Applies an input that may have been parked; throws as {@link Reactor#react}. */
    private void apply(Open here, IncomingRecord incoming) {
        InputReader.Read read = reader.read(incoming);
        if (read != null) {
            apply(here, incoming.key(), here.processes.get(incoming.key()), read);
        }
    }

    private void apply(Open here, String processId, @Nullable ProcessRow before, InputReader.Read read) {
        long nowMs = here.context.currentSystemTimeMs();
        Reactor.Reacted reacted = reactor.react(processId, before, read, new Reactor.Moment(nowMs, here.timers));
        ProcessRow after = reacted.row();
        here.timers.change(processId, timers(before), timers(after));
        if (after != null) {
            here.processes.put(processId, after);
        } else if (before != null) {
            here.processes.delete(processId);
        }
        reacted.commands().forEach(here.context::forward);
        parts.applied().increment();
    }

    private static Map<String, SetTimer> timers(@Nullable ProcessRow row) {
        return row == null ? Map.of() : row.timers();
    }

    private Open open() {
        return Objects.requireNonNull(open, "init comes before everything else");
    }
}
