package dev.foldline.projection.intake;

import dev.foldline.projection.deadletter.Arrival;
import dev.foldline.projection.deadletter.ParkedEvent;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.deadletter.Sequencer;
import dev.foldline.projection.deadletter.UnappliedEventException;
import dev.foldline.projection.gate.Gate;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.view.Event;
import dev.foldline.projection.view.RowKey;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * From a record of the events topic to the same record under its row's key, on its way through a repartitioning; and
 * now and then a mark for every task of the rows, which says how far this partition has come.
 *
 * <p>Order and dead letters are by aggregate here: of an event that cannot be read the row is not known. One per stream
 * task, and so per partition.
 */
public final class KeyIntake implements Processor<String, byte[], String, byte[]> {

    private static final Duration MARK_INTERVAL = Duration.ofMillis(50);

    private final IntakeParts parts;
    private final RowKey rowKey;
    private @Nullable Open open;
    private long markedPosition;
    private long lastTimeMs;

    /** What the task gives; a task that is revived after a failure gives it anew. */
    private record Open(
            ProcessorContext<String, byte[]> context,
            int partition,
            Gate gate,
            Sequencer sequencer,
            TaskIntake intake) {}

    private KeyIntake(IntakeParts parts, RowKey rowKey) {
        this.parts = parts;
        this.rowKey = rowKey;
    }

    public static ProcessorSupplier<String, byte[], String, byte[]> supplier(IntakeParts parts, RowKey rowKey) {
        StoreBuilder<KeyValueStore<Integer, GateState>> gates = Gates.storeBuilder(Gates.STORE);
        StoreBuilder<KeyValueStore<String, ParkedEvent>> parked = Sequencer.storeBuilder(Sequencer.STORE_BY_AGGREGATE);
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, byte[], String, byte[]> get() {
                return new KeyIntake(parts, rowKey);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(gates, parked);
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        int partition = context.taskId().partition();
        Gate gate = parts.gates().open(partition, context.getStateStore(Gates.STORE));
        Sequencer sequencer = parts.sequencer(-1 - partition, context.getStateStore(Sequencer.STORE_BY_AGGREGATE));
        TaskIntake intake = new TaskIntake(
                parts.reader(),
                of -> gate,
                sequencer,
                TaskIntake.Failures.OF_FOLD,
                (of, position, timeMs) -> lastTimeMs = timeMs);
        open = new Open(context, partition, gate, sequencer, intake);
        // What the former owner has marked is not known, so the first mark says it again.
        markedPosition = 0;
        context.schedule(MARK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> mark());
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Open here = Objects.requireNonNull(open, "init comes before process");
        String key = record.key() == null ? "" : record.key();
        Headers headers = record.headers();
        long position = EventReader.position(headers);
        Arrival arrival = new Arrival(key, record.value(), headers, here.partition, position, record.timestamp());
        if (position != EventReader.NO_POSITION) {
            here.intake.accept(arrival, event -> send(here, event, false));
        } else if (here.sequencer.holds(key) || !Request.isOne(headers)) {
            here.intake.acceptOther(arrival, again -> send(here, again, true));
        } else {
            // A request for a key that is parked behind the repartitioning.
            here.context.forward(record.withHeaders(SourceHeader.add(headers, here.partition)));
        }
    }

    @Override
    public void close() {
        if (open != null) {
            parts.gates().close(open.partition, open.gate);
            open.sequencer.close();
        }
    }

    private void send(Open here, Arrival arrival, boolean late) {
        Event event = here.intake.read(arrival);
        String key = keyOf(event);
        if (key != null) {
            Headers headers = late
                    ? SourceHeader.addLate(arrival.headers(), here.partition)
                    : SourceHeader.add(arrival.headers(), here.partition);
            here.context.forward(new Record<>(key, arrival.value(), arrival.timeMs(), headers));
        }
    }

    private @Nullable String keyOf(Event event) {
        try {
            String key = rowKey.of(event);
            if (key != null && key.isEmpty()) {
                throw new IllegalArgumentException("the key of its row is empty");
            }
            return key;
        } catch (RuntimeException e) {
            throw new UnappliedEventException(e.getMessage(), e);
        }
    }

    private void mark() {
        Open here = Objects.requireNonNull(open, "init comes before a punctuation");
        long position = here.gate.state().lastPosition();
        if (position > markedPosition) {
            here.context.forward(SourceHeader.mark(here.partition, position, lastTimeMs));
            markedPosition = position;
        }
    }
}
