package dev.foldline.projection.intake;

import dev.foldline.projection.deadletter.Arrival;
import dev.foldline.projection.deadletter.ParkedEvent;
import dev.foldline.projection.deadletter.Sequencer;
import dev.foldline.projection.gate.FoldedPositions;
import dev.foldline.projection.gate.Gate;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.view.Event;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * From a record of the events topic to an event for a fold by aggregate.
 *
 * <p>One per stream task, and so per partition.
 */
public final class EventIntake implements FixedKeyProcessor<String, byte[], Event> {

    private final IntakeParts parts;
    private final TaskIntake.Failures failures;
    private @Nullable Open open;

    /** What the task gives; a task that is revived after a failure gives it anew. */
    private record Open(
            FixedKeyProcessorContext<String, Event> context,
            int partition,
            Gate gate,
            FoldedPositions.Task positions,
            Sequencer sequencer,
            TaskIntake intake) {}

    private EventIntake(IntakeParts parts, TaskIntake.Failures failures) {
        this.parts = parts;
        this.failures = failures;
    }

    public static FixedKeyProcessorSupplier<String, byte[], Event> supplier(
            IntakeParts parts, TaskIntake.Failures failures) {
        StoreBuilder<KeyValueStore<Integer, GateState>> gates = Gates.storeBuilder(Gates.STORE);
        StoreBuilder<KeyValueStore<String, ParkedEvent>> parked = Sequencer.storeBuilder(Sequencer.STORE);
        return new FixedKeyProcessorSupplier<>() {
            @Override
            public FixedKeyProcessor<String, byte[], Event> get() {
                return new EventIntake(parts, failures);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(gates, parked);
            }
        };
    }

    @Override
    public void init(FixedKeyProcessorContext<String, Event> context) {
        int partition = context.taskId().partition();
        Gate gate = parts.gates().open(partition, context.getStateStore(Gates.STORE));
        FoldedPositions.Task positions = parts.positions().open(partition);
        positions.begin(partition, gate.state().lastPosition());
        Sequencer sequencer = parts.sequencer(partition, context.getStateStore(Sequencer.STORE));
        TaskIntake intake = new TaskIntake(parts.reader(), of -> gate, sequencer, failures, positions::passed);
        open = new Open(context, partition, gate, positions, sequencer, intake);
    }

    @Override
    public void process(FixedKeyRecord<String, byte[]> record) {
        Open here = Objects.requireNonNull(open, "init comes before process");
        if (parts.isRetired(here.partition)) {
            return;
        }
        String key = record.key() == null ? "" : record.key();
        Headers headers = record.headers();
        long position = EventReader.position(headers);
        Arrival arrival = new Arrival(key, record.value(), headers, here.partition, position, record.timestamp());
        if (position == EventReader.NO_POSITION) {
            here.intake.acceptOther(arrival, again -> fold(here, record, again));
        } else {
            here.intake.accept(arrival, event -> fold(here, record, event));
        }
    }

    @Override
    public void close() {
        if (open != null) {
            parts.gates().close(open.partition, open.gate);
            parts.positions().close(open.partition, open.positions);
            open.sequencer.close();
        }
    }

    private static void fold(Open here, FixedKeyRecord<String, byte[]> record, Arrival arrival) {
        here.context.forward(here.intake.event(record, arrival));
    }
}
