package dev.foldline.projection.topology;

import dev.foldline.projection.gate.Gate;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.view.Event;
import dev.foldline.serde.UndecodableException;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * From a record of the events topic to an event for the fold: through the gate, past the foreign types, decoded.
 *
 * <p>One per stream task, and so per partition.
 */
final class EventIntake implements FixedKeyProcessor<String, byte[], Event> {

    private final String projection;
    private final EventReader reader;
    private final Gates gates;
    private @Nullable Open open;

    /** What the task gives; a task that is revived after a failure gives it anew. */
    private record Open(FixedKeyProcessorContext<String, Event> context, int partition, Gate gate) {}

    EventIntake(String projection, EventReader reader, Gates gates) {
        this.projection = projection;
        this.reader = reader;
        this.gates = gates;
    }

    @Override
    public void init(FixedKeyProcessorContext<String, Event> context) {
        int partition = context.taskId().partition();
        KeyValueStore<Integer, GateState> store = context.getStateStore(Gates.STORE);
        open = new Open(context, partition, gates.open(partition, store));
    }

    @Override
    public void process(FixedKeyRecord<String, byte[]> record) {
        Open task = Objects.requireNonNull(open, "init comes before process");
        try {
            long position = reader.position(record.headers());
            if (!task.gate().admits(position)) {
                return;
            }
            Event event = reader.read(record.key(), record.headers(), record.value(), task.partition(), position);
            if (event != null) {
                // The event's headers end here: the row's record, which inherits them, is no event.
                task.context().forward(record.withValue(event).withHeaders(new RecordHeaders()));
            }
        } catch (UndecodableException | IllegalArgumentException e) {
            throw new UnappliedEventException(
                    place(task) + ": " + e.getMessage() + "; " + projection + " stops here", e);
        }
    }

    @Override
    public void close() {
        if (open != null) {
            gates.close(open.partition(), open.gate());
        }
    }

    private static String place(Open task) {
        return task.context()
                .recordMetadata()
                .map(at -> at.topic() + "-" + at.partition() + " offset " + at.offset())
                .orElse("partition " + task.partition());
    }
}
