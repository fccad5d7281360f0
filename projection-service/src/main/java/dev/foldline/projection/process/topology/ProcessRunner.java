package dev.foldline.projection.process.topology;

import dev.foldline.projection.process.Input;
import dev.foldline.projection.process.Reaction;
import dev.foldline.projection.process.topology.ProcessRow.SetTimer;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.UndecodableException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
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
 * Applies inputs to their processes, one after the other: loads the state, lets the definition react, keeps what it
 * says and sends its commands. Timers that are due are inputs too; the stream thread looks for them between records.
 *
 * <p>One per stream task.
 */
final class ProcessRunner<S extends SpecificRecord> implements Processor<String, byte[], String, byte[]> {

    static final String STORE = "processes";

    static final Duration TIMER_INTERVAL = Duration.ofMillis(100);

    /** How many timers fire at one look, so that a backlog of them does not keep the thread from its consumer. */
    private static final int TIMERS_PER_LOOK_MAX = 1_000;

    private final ProcessParts<S> parts;
    private final AvroEncoder stateEncoder;
    private final AvroDecoder stateDecoder;
    private final InputReader reader;
    private final CommandWriter writer;
    private @Nullable Open open;

    /** What the task gives; a task that is revived after a failure gives it anew. */
    private record Open(
            ProcessorContext<String, byte[]> context, KeyValueStore<String, ProcessRow> processes, DueTimers timers) {}

    private ProcessRunner(ProcessParts<S> parts) {
        this.parts = parts;
        this.stateEncoder = AvroEncoder.ofValue(
                parts.schemas(), parts.topics().process(parts.definition().name()));
        this.stateDecoder =
                new AvroDecoder(parts.schemas(), List.of(parts.definition().state()));
        this.reader = new InputReader(parts);
        this.writer = new CommandWriter(parts);
    }

    static <S extends SpecificRecord> ProcessorSupplier<String, byte[], String, byte[]> supplier(
            ProcessParts<S> parts) {
        StoreBuilder<KeyValueStore<String, ProcessRow>> processes = Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(STORE), Serdes.String(), ProcessRow.serde())
                .withCachingEnabled();
        StoreBuilder<KeyValueStore<Bytes, byte[]>> timers = DueTimers.storeBuilder();
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, byte[], String, byte[]> get() {
                return new ProcessRunner<>(parts);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(processes, timers);
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        open = new Open(context, context.getStateStore(STORE), new DueTimers(context.getStateStore(DueTimers.STORE)));
        context.schedule(TIMER_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::fireTimers);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Open here = open();
        InputReader.Read read = reader.read(record);
        if (read != null) {
            String processId = record.key();
            ProcessRow row = here.processes.get(processId);
            UUID correlationId = row == null ? read.correlationId() : row.correlationId();
            apply(here, processId, row, new InputReader.Read(read.input(), correlationId, read.causationId()));
        }
    }

    private void fireTimers(long nowMs) {
        Open here = open();
        List<DueTimers.Key> due = here.timers.due(nowMs, TIMERS_PER_LOOK_MAX);
        for (DueTimers.Key key : due) {
            here.timers.cancel(key);
            ProcessRow row = here.processes.get(key.processId());
            SetTimer set = row == null ? null : row.timers().remove(key.timer());
            // Another timer that fired at this look may have ended the process, or have set this one anew.
            if (row != null && set != null) {
                if (set.dueMs() == key.dueMs()) {
                    Input input = new Input.Due(key.timer());
                    apply(
                            here,
                            key.processId(),
                            row,
                            new InputReader.Read(input, row.correlationId(), set.causationId()));
                }
            }
        }
        here.timers.takenUntil(
                due.size() < TIMERS_PER_LOOK_MAX ? nowMs : due.getLast().dueMs() - 1);
    }

    private void apply(Open here, String processId, @Nullable ProcessRow row, InputReader.Read read) {
        Reaction<S> reaction = react(processId, row, read.input());
        long nowMs = here.context.currentSystemTimeMs();
        SortedMap<String, SetTimer> timers = row == null ? new TreeMap<>() : new TreeMap<>(row.timers());
        reaction.timers().forEach(change -> change(timers, processId, change, read.causationId()));
        S state = reaction.state();
        if (state == null) {
            timers.forEach((timer, set) -> here.timers.cancel(new DueTimers.Key(set.dueMs(), timer, processId)));
            if (row != null) {
                here.processes.delete(processId);
            }
        } else {
            here.processes.put(processId, new ProcessRow(read.correlationId(), stateEncoder.encode(state), timers));
        }
        reaction.commands()
                .forEach(send -> here.context.forward(
                        writer.write(send, processId, read.correlationId(), read.causationId(), nowMs)));
        parts.applied().increment();
    }

    private Reaction<S> react(String processId, @Nullable ProcessRow row, Input input) {
        try {
            return parts.definition().react(row == null ? null : state(row), input);
        } catch (RuntimeException e) {
            throw new IllegalStateException("process " + processId + " cannot take " + input + " in: " + e, e);
        }
    }

    // The decoder was given this schema alone, so what it returns is a state.
    @SuppressWarnings("unchecked")
    private S state(ProcessRow row) {
        try {
            return (S) stateDecoder.decode(row.state());
        } catch (UndecodableException e) {
            throw new IllegalStateException("its state cannot be read: " + e.getMessage(), e);
        }
    }

    private void change(SortedMap<String, SetTimer> timers, String processId, Reaction.Timer change, UUID causationId) {
        DueTimers due = open().timers;
        SetTimer before = timers.remove(change.name());
        if (before != null) {
            due.cancel(new DueTimers.Key(before.dueMs(), change.name(), processId));
        }
        if (change instanceof Reaction.Timer.Set(String name, Duration after)) {
            long dueMs = due.dueMs(open().context.currentSystemTimeMs(), after.toMillis());
            timers.put(name, new SetTimer(dueMs, causationId));
            due.set(new DueTimers.Key(dueMs, name, processId));
        }
    }

    private Open open() {
        return Objects.requireNonNull(open, "init comes before everything else");
    }
}
