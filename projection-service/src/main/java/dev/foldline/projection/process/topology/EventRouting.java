package dev.foldline.projection.process.topology;

import dev.foldline.projection.deadletter.Arrival;
import dev.foldline.projection.gate.Gate;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.intake.EventReader;
import dev.foldline.projection.intake.SourceHeader;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a record of the events topic to the same record under the id of its process: the gate first, then the types that
 * the process manager reads.
 *
 * <p>One per stream task, and so per partition.
 */
final class EventRouting implements Processor<String, byte[], String, byte[]> {

    private static final Logger log = LoggerFactory.getLogger(EventRouting.class);

    private final ProcessParts<?> parts;
    private @Nullable Open open;

    private record Open(ProcessorContext<String, byte[]> context, int partition, Gate gate, EventReader reader) {}

    private EventRouting(ProcessParts<?> parts) {
        this.parts = parts;
    }

    static ProcessorSupplier<String, byte[], String, byte[]> supplier(ProcessParts<?> parts) {
        StoreBuilder<KeyValueStore<Integer, GateState>> gates = Gates.storeBuilder(Gates.STORE);
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, byte[], String, byte[]> get() {
                return new EventRouting(parts);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(gates);
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        int partition = context.taskId().partition();
        open = new Open(
                context,
                partition,
                parts.gates().open(partition, context.getStateStore(Gates.STORE)),
                new EventReader(parts.schemas(), parts.definition().events()));
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Open here = Objects.requireNonNull(open, "init comes before process");
        Headers headers = record.headers();
        long position = EventReader.position(headers);
        if (position == EventReader.NO_POSITION) {
            // The views park it, so it is not lost; no process can have waited for it.
            log.warn(
                    "[{}] partition {} of the events topic has a record of key \"{}\" without a position: it is no"
                            + " event, and is passed over",
                    parts.definition().name(),
                    here.partition,
                    record.key());
            return;
        }
        boolean isNew = here.gate.admits(position);
        here.gate.save();
        if (isNew && here.reader.reads(headers)) {
            Arrival arrival =
                    new Arrival(record.key(), record.value(), headers, here.partition, position, record.timestamp());
            String processId = parts.definition().processOf(here.reader.read(arrival));
            if (processId != null) {
                here.context.forward(record.withKey(processId).withHeaders(SourceHeader.add(headers, here.partition)));
            }
        }
    }

    @Override
    public void close() {
        if (open != null) {
            parts.gates().close(open.partition, open.gate);
        }
    }
}
