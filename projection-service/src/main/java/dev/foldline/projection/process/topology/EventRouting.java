package dev.foldline.projection.process.topology;

import dev.foldline.domain.process.ProcessManager;
import dev.foldline.domain.view.Event;
import dev.foldline.projection.deadletter.IncomingRecord;
import dev.foldline.projection.deadletter.ParkedEvent;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.deadletter.UnappliedEventException;
import dev.foldline.projection.gate.Gate;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.intake.EventReader;
import dev.foldline.projection.intake.FrontIntake;
import dev.foldline.projection.intake.SourceHeader;
import dev.foldline.projection.intake.batch.RecordBatch;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Forwards a record of the events topic under the id of its process: first the gate, then the filter for the types that
 * the process manager reads. An event whose process cannot be determined parks its aggregate.
 *
 * <p>One per stream task, and so per partition.
 */
final class EventRouting implements Processor<String, byte[], String, byte[]> {

    private final ProcessParts<?> parts;
    private @Nullable Open open;

    /** Set by {@code init}; replaced when Streams revives the task after a failure. */
    private record Open(int partition, Gate gate, SequencedDeadLetters deadLetters, FrontIntake intake) {}

    private EventRouting(ProcessParts<?> parts) {
        this.parts = parts;
    }

    static ProcessorSupplier<String, byte[], String, byte[]> supplier(ProcessParts<?> parts) {
        StoreBuilder<KeyValueStore<Integer, GateState>> gates = Gates.storeBuilder(Gates.STORE);
        StoreBuilder<KeyValueStore<String, ParkedEvent>> parked =
                SequencedDeadLetters.storeBuilder(SequencedDeadLetters.STORE_BY_AGGREGATE);
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, byte[], String, byte[]> get() {
                return new EventRouting(parts);
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
        SequencedDeadLetters deadLetters = parts.deadLetters(
                SequencedDeadLetters.inFront(partition),
                context.getStateStore(SequencedDeadLetters.STORE_BY_AGGREGATE));
        EventReader reader = new EventReader(parts.schemas(), parts.manager().events());
        FrontIntake.Destination way = new ToProcess(context, partition, parts.manager());
        open = new Open(partition, gate, deadLetters, new FrontIntake(partition, reader, gate, deadLetters, way));
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Open here = Objects.requireNonNull(open, "init comes before process");
        String key = record.key() == null ? "" : record.key();
        here.intake.take(new RecordBatch.Item(key, record.value(), record.headers(), record.timestamp()));
        here.intake.endBatch();
    }

    @Override
    public void close() {
        if (open != null) {
            parts.gates().close(open.partition, open.gate);
            open.deadLetters.close();
        }
    }

    /** Sends events to the task that has their process. */
    private record ToProcess(ProcessorContext<String, byte[]> context, int partition, ProcessManager<?> manager)
            implements FrontIntake.Destination {

        @Override
        public void send(IncomingRecord incoming, Event event, boolean late) {
            String processId = processOf(event);
            if (processId != null) {
                forward(processId, incoming);
            }
        }

        @Override
        public void sendRequest(IncomingRecord request) {
            forward(request.key(), request);
        }

        private @Nullable String processOf(Event event) {
            try {
                String processId = manager.processOf(event);
                if (processId != null && processId.isEmpty()) {
                    throw new IllegalArgumentException("the id of its process is empty");
                }
                return processId;
            } catch (RuntimeException e) {
                throw new UnappliedEventException("the process of the event: " + e, e);
            }
        }

        private void forward(String key, IncomingRecord incoming) {
            context.forward(new Record<>(
                    key, incoming.value(), incoming.timeMs(), SourceHeader.add(incoming.headers(), partition)));
        }
    }
}
