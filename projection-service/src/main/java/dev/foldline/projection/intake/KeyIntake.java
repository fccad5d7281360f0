package dev.foldline.projection.intake;

import dev.foldline.domain.view.Event;
import dev.foldline.domain.view.RowKey;
import dev.foldline.projection.deadletter.IncomingRecord;
import dev.foldline.projection.deadletter.ParkedEvent;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.deadletter.UnappliedEventException;
import dev.foldline.projection.gate.Gate;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.intake.batch.RecordBatch;
import dev.foldline.projection.intake.batch.RowsHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;
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
 * Forwards a record of the events topic under its row's key through a repartitioning. From time to time it also sends a
 * marker to every task of the rows, which says how far this partition has come.
 *
 * <p>An event of several rows becomes one record for each partition in which some of them lie, with their keys in a
 * header: see {@link RowsHeader}. A partition in which none lies gets no record, as where an event has no row at all;
 * the next marker tells it the position.
 *
 * <p>Order and dead letters are by aggregate here: the rows of an event that cannot be read are not known. What cannot
 * be sent is parked before any record of it is sent. One per stream task, and so per partition.
 */
public final class KeyIntake implements Processor<String, RecordBatch, String, RecordBatch> {

    private static final Duration MARK_INTERVAL = Duration.ofMillis(50);

    /** For an event and the keys of its rows: less than a broker accepts, which leaves room for its other headers. */
    private static final int RECORD_BYTES_MAX = 1_000_000;

    private final IntakeParts parts;
    private final RowKey rowKey;
    private final ToIntFunction<String> partitionOf;
    private @Nullable Open open;
    private long markedPosition;
    private long lastTimeMs;

    /** Set by {@code init}; replaced when Streams revives the task after a failure. */
    private record Open(
            ProcessorContext<String, RecordBatch> context,
            int partition,
            Gate gate,
            SequencedDeadLetters deadLetters,
            FrontIntake intake) {}

    private KeyIntake(IntakeParts parts, RowKey rowKey, ToIntFunction<String> partitionOf) {
        this.parts = parts;
        this.rowKey = rowKey;
        this.partitionOf = partitionOf;
    }

    /** One for each task; {@code partitionOf} gives the partition of the repartition topic where a key's row is. */
    public static ProcessorSupplier<String, RecordBatch, String, RecordBatch> supplier(
            IntakeParts parts, RowKey rowKey, ToIntFunction<String> partitionOf) {
        StoreBuilder<KeyValueStore<Integer, GateState>> gates = Gates.storeBuilder(Gates.STORE);
        StoreBuilder<KeyValueStore<String, ParkedEvent>> parked =
                SequencedDeadLetters.storeBuilder(SequencedDeadLetters.STORE_BY_AGGREGATE);
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, RecordBatch, String, RecordBatch> get() {
                return new KeyIntake(parts, rowKey, partitionOf);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(gates, parked);
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, RecordBatch> context) {
        int partition = context.taskId().partition();
        Gate gate = parts.gates().open(partition, context.getStateStore(Gates.STORE));
        SequencedDeadLetters deadLetters = parts.deadLetters(
                SequencedDeadLetters.inFront(partition),
                context.getStateStore(SequencedDeadLetters.STORE_BY_AGGREGATE));
        FrontIntake intake =
                new FrontIntake(partition, parts.reader(), gate, deadLetters, new ToRow(context, partition));
        open = new Open(context, partition, gate, deadLetters, intake);
        // What the former owner has marked is not known, so the first marker repeats it.
        markedPosition = 0;
        context.schedule(MARK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> mark());
    }

    @Override
    public void process(Record<String, RecordBatch> record) {
        Open here = Objects.requireNonNull(open, "init comes before process");
        record.value().forEach(record.key(), record.timestamp(), here.intake::take);
        here.intake.endBatch();
    }

    @Override
    public void close() {
        if (open != null) {
            parts.gates().close(open.partition, open.gate);
            open.deadLetters.close();
        }
    }

    /** The way to the tasks that have an event's rows. */
    private final class ToRow implements FrontIntake.Destination {

        private final ProcessorContext<String, RecordBatch> context;
        private final int partition;

        private ToRow(ProcessorContext<String, RecordBatch> context, int partition) {
            this.context = context;
            this.partition = partition;
        }

        @Override
        public void send(IncomingRecord incoming, Event event, boolean late) {
            List<String> keys = keysOf(incoming, event);
            if (keys.isEmpty()) {
                return;
            }
            Headers headers = late
                    ? SourceHeader.addLate(incoming.headers(), partition)
                    : SourceHeader.add(incoming.headers(), partition);
            for (List<String> rows : byPartition(keys)) {
                // The first of them leads all to their partition.
                forward(rows.getFirst(), incoming, rows.size() == 1 ? headers : RowsHeader.add(headers, rows));
            }
        }

        @Override
        public void sendRequest(IncomingRecord request) {
            forward(request.key(), request, SourceHeader.add(request.headers(), partition));
        }

        @Override
        public void passed(int of, long position, long timeMs) {
            lastTimeMs = timeMs;
        }

        private void forward(String key, IncomingRecord incoming, Headers headers) {
            context.forward(new Record<>(key, RecordBatch.of(incoming.value(), headers), incoming.timeMs(), headers));
        }
    }

    /** The keys of an event's rows by the partition where they lie, in their order; each list has one at least. */
    private Collection<List<String>> byPartition(List<String> keys) {
        if (keys.size() == 1) {
            return List.of(keys);
        }
        Map<Integer, List<String>> rows = new LinkedHashMap<>();
        for (String key : keys) {
            rows.computeIfAbsent(partitionOf.applyAsInt(key), _ -> new ArrayList<>())
                    .add(key);
        }
        return rows.values();
    }

    private List<String> keysOf(IncomingRecord incoming, Event event) {
        List<String> keys;
        try {
            keys = rowKey.keys(event);
        } catch (RuntimeException e) {
            throw new UnappliedEventException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
        if (keys.size() > 1) {
            requireNotTooLarge(incoming, keys);
        }
        return keys;
    }

    /** A record that no broker takes would stop the view, and again after every restart. */
    private static void requireNotTooLarge(IncomingRecord incoming, List<String> keys) {
        long bytes = incoming.value() == null ? 0 : incoming.value().length;
        for (String key : keys) {
            bytes += Integer.BYTES + key.getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > RECORD_BYTES_MAX) {
            throw new UnappliedEventException(
                    "the event has " + bytes + " bytes with the keys of its rows, at most " + RECORD_BYTES_MAX
                            + " are allowed",
                    null);
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
