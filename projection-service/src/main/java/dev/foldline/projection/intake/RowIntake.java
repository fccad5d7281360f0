package dev.foldline.projection.intake;

import dev.foldline.projection.deadletter.IncomingRecord;
import dev.foldline.projection.deadletter.ParkedEvent;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.gate.FoldedPositions;
import dev.foldline.projection.gate.Gate;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.intake.batch.RecordBatch;
import dev.foldline.projection.intake.batch.RowsHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Turns a record behind a repartitioning into an event for a fold whose key is not the aggregate's.
 *
 * <p>An event of several rows comes once, with the keys of those that lie here. The gate lets it through once or not at
 * all, and then each row gets it.
 *
 * <p>Order and dead letters are by row here, not by aggregate and not by event. An event that one row cannot take is
 * parked for that row alone, and its other rows change: most of them lie in other tasks, whose transactions are
 * separate from this one, and no row needs more than its own order. So a retry applies the event only to the row that
 * it was parked for, and to no row that already has it.
 *
 * <p>One per stream task. It reads events of every partition, each in its order, and the markers of {@link KeyIntake}
 * that say how far each has come.
 */
public final class RowIntake implements FixedKeyProcessor<String, RecordBatch, EventRun> {

    private final IntakeParts parts;
    private final int partitions;
    private @Nullable Open open;

    /** Set by {@code init}; replaced when Streams revives the task after a failure. */
    private record Open(
            FixedKeyProcessorContext<String, EventRun> context,
            int task,
            List<Gate> gates,
            FoldedPositions.Task positions,
            SequencedDeadLetters deadLetters,
            TaskIntake intake,
            TaskIntake.EventApplier applier) {}

    private RowIntake(IntakeParts parts, int partitions) {
        this.parts = parts;
        this.partitions = partitions;
    }

    public static FixedKeyProcessorSupplier<String, RecordBatch, EventRun> supplier(IntakeParts parts, int partitions) {
        StoreBuilder<KeyValueStore<Integer, GateState>> gates = Gates.storeBuilder(Gates.ROW_STORE);
        StoreBuilder<KeyValueStore<String, ParkedEvent>> parked =
                SequencedDeadLetters.storeBuilder(SequencedDeadLetters.STORE);
        return new FixedKeyProcessorSupplier<>() {
            @Override
            public FixedKeyProcessor<String, RecordBatch, EventRun> get() {
                return new RowIntake(parts, partitions);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(gates, parked);
            }
        };
    }

    @Override
    public void init(FixedKeyProcessorContext<String, EventRun> context) {
        int task = context.taskId().partition();
        KeyValueStore<Integer, GateState> store = context.getStateStore(Gates.ROW_STORE);
        FoldedPositions.Task positions = parts.positions().open(task);
        List<Gate> gates = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            Gate gate = parts.gates().openBehind(partition, store);
            gates.add(gate);
            positions.begin(partition, gate.state().lastPosition());
        }
        SequencedDeadLetters deadLetters = parts.deadLetters(task, context.getStateStore(SequencedDeadLetters.STORE));
        TaskIntake.EventApplier applier = run -> context.forward(run.record(run));
        TaskIntake intake = new TaskIntake(
                parts.reader(), gates::get, deadLetters, TaskIntake.Downstream.fold(applier), positions::passed);
        open = new Open(context, task, gates, positions, deadLetters, intake, applier);
    }

    @Override
    public void process(FixedKeyRecord<String, RecordBatch> record) {
        Open here = Objects.requireNonNull(open, "init comes before process");
        if (parts.isRetired(here.task)) {
            return;
        }
        record.value().forEach(record.key(), record.timestamp(), item -> take(here, item));
        here.intake.endBatch();
        here.gates.forEach(Gate::save);
        here.positions.publish();
    }

    @Override
    public void close() {
        if (open != null) {
            parts.positions().close(open.task, open.positions);
            open.deadLetters.close();
        }
    }

    private static void take(Open here, RecordBatch.Item item) {
        EventHeaders headers = EventHeaders.of(item.headers());
        int partition = SourceHeader.partition(item.headers());
        IncomingRecord incoming = EventReader.incoming(item, headers, partition);
        List<String> rows = RowsHeader.rows(item.headers());
        if (SourceHeader.isMark(item.value(), incoming.position())) {
            here.gates.get(partition).passTo(incoming.position());
            here.positions.passed(partition, incoming.position(), item.timeMs());
        } else if (incoming.position() == EventReader.NO_POSITION) {
            here.intake.acceptOther(incoming, here.applier);
        } else if (SourceHeader.isLate(item.headers())) {
            here.intake.acceptLate(incoming, headers, rows);
        } else {
            here.intake.accept(incoming, headers, rows);
        }
    }
}
