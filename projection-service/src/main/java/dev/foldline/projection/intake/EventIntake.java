package dev.foldline.projection.intake;

import dev.foldline.domain.view.Event;
import dev.foldline.projection.deadletter.IncomingRecord;
import dev.foldline.projection.deadletter.ParkedEvent;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.gate.FoldedPositions;
import dev.foldline.projection.gate.Gate;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.intake.batch.RecordBatch;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Turns records of the events topic into events by aggregate.
 *
 * <p>One per stream task, and so per partition.
 *
 * @param <T> what it forwards for an aggregate
 */
public final class EventIntake<T> implements FixedKeyProcessor<String, RecordBatch, T> {

    private final IntakeParts parts;
    private final Function<TaskIntake.EventApplier, TaskIntake.Downstream> downstream;
    private final Function<EventRun, T> forwarded;
    private @Nullable Open<T> open;

    /** Set by {@code init}; replaced when Streams revives the task after a failure. */
    private record Open<T>(
            FixedKeyProcessorContext<String, T> context,
            int partition,
            Gate gate,
            FoldedPositions.Task positions,
            SequencedDeadLetters deadLetters,
            TaskIntake intake,
            TaskIntake.EventApplier applier) {}

    private EventIntake(
            IntakeParts parts,
            Function<TaskIntake.EventApplier, TaskIntake.Downstream> downstream,
            Function<EventRun, T> forwarded) {
        this.parts = parts;
        this.downstream = downstream;
        this.forwarded = forwarded;
    }

    /** Before a fold: all events of an aggregate in a batch come as one record. */
    public static FixedKeyProcessorSupplier<String, RecordBatch, EventRun> forFold(IntakeParts parts) {
        return supplier(() -> new EventIntake<>(parts, TaskIntake.Downstream::fold, run -> run));
    }

    /** Before an author's processors: each event is a record. */
    public static FixedKeyProcessorSupplier<String, RecordBatch, Event> forProcessors(IntakeParts parts) {
        return supplier(() -> new EventIntake<>(
                parts, TaskIntake.Downstream::processors, run -> run.first().event()));
    }

    private static <T> FixedKeyProcessorSupplier<String, RecordBatch, T> supplier(Supplier<EventIntake<T>> intakes) {
        StoreBuilder<KeyValueStore<Integer, GateState>> gates = Gates.storeBuilder(Gates.STORE);
        StoreBuilder<KeyValueStore<String, ParkedEvent>> parked =
                SequencedDeadLetters.storeBuilder(SequencedDeadLetters.STORE);
        return new FixedKeyProcessorSupplier<>() {
            @Override
            public FixedKeyProcessor<String, RecordBatch, T> get() {
                return intakes.get();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(gates, parked);
            }
        };
    }

    @Override
    public void init(FixedKeyProcessorContext<String, T> context) {
        int partition = context.taskId().partition();
        Gate gate = parts.gates().open(partition, context.getStateStore(Gates.STORE));
        FoldedPositions.Task positions = parts.positions().open(partition);
        positions.begin(partition, gate.state().lastPosition());
        SequencedDeadLetters deadLetters =
                parts.deadLetters(partition, context.getStateStore(SequencedDeadLetters.STORE));
        TaskIntake.EventApplier applier = run -> context.forward(run.record(forwarded.apply(run)));
        TaskIntake intake =
                new TaskIntake(parts.reader(), of -> gate, deadLetters, downstream.apply(applier), positions::passed);
        open = new Open<>(context, partition, gate, positions, deadLetters, intake, applier);
    }

    @Override
    public void process(FixedKeyRecord<String, RecordBatch> record) {
        Open<T> here = Objects.requireNonNull(open, "init comes before process");
        if (parts.isRetired(here.partition)) {
            return;
        }
        record.value().forEach(record.key(), record.timestamp(), item -> take(here, item));
        here.intake.endBatch();
        here.gate.save();
        here.positions.publish();
    }

    @Override
    public void close() {
        if (open != null) {
            parts.gates().close(open.partition, open.gate);
            parts.positions().close(open.partition, open.positions);
            open.deadLetters.close();
        }
    }

    private static void take(Open<?> here, RecordBatch.Item item) {
        EventHeaders headers = EventHeaders.of(item.headers());
        IncomingRecord incoming = EventReader.incoming(item, headers, here.partition);
        if (incoming.position() == EventReader.NO_POSITION) {
            here.intake.acceptOther(incoming, here.applier);
        } else {
            here.intake.accept(incoming, headers);
        }
    }
}
