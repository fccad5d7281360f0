package dev.foldline.projection.handover;

import dev.foldline.contract.TraceParent;
import dev.foldline.projection.handover.HandoverRecord.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the changed rows of one task through to the view's topic, as far as its phase allows; and when its build is to
 * retire, hands its rows over, a slice at a time.
 *
 * <p>A task that retires folds nothing more from that moment on. Rows that wait in the cache are published when the
 * transaction commits, which also holds the first rows that are handed over: so the successor, which reads only
 * committed records, publishes nothing before the last row of the old build is on the topic.
 *
 * @param <V> the view's row
 */
public final class Publisher<V> implements Processor<String, V, Object, Object> {

    /** Name of the node that writes the view's topic. */
    public static final String VIEW_SINK = "view";

    /** Name of the node that writes to the successor. */
    public static final String HANDOVER_SINK = "handover-out";

    private static final Logger log = LoggerFactory.getLogger(Publisher.class);

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);
    private static final int SLICE_ROWS_MAX = 2_000;

    private final String rowStore;
    private final Serializer<V> rowSerializer;
    private final Handover handover;
    private @Nullable Open<V> open;

    /** Set by {@code init}; replaced when Streams revives the task after a failure. */
    private record Open<V>(
            ProcessorContext<Object, Object> context,
            int task,
            TaskPhase phase,
            TimestampedKeyValueStore<String, V> rows) {}

    /**
     * @param rowStore      name of the store of the rows
     * @param rowSerializer for the rows that are handed over
     */
    public Publisher(String rowStore, Serializer<V> rowSerializer, Handover handover) {
        this.rowStore = rowStore;
        this.rowSerializer = rowSerializer;
        this.handover = handover;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        int task = context.taskId().partition();
        TaskPhase phase = new TaskPhase(context.getStateStore(TaskPhase.STORE), handover.first());
        open = new Open<>(context, task, phase, context.getStateStore(rowStore));
        handover.open(task, phase);
        context.schedule(LOOK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> retireIfAsked());
        if (handover.first() == Phase.BUILDING) {
            // From one instant for all tasks, so that those of a thread are committed at once.
            context.schedule(
                    Instant.EPOCH,
                    handover.commitInterval(),
                    PunctuationType.WALL_CLOCK_TIME,
                    now -> commitUnlessBuilding(context, phase));
        }
    }

    @Override
    public void process(Record<String, V> row) {
        Open<V> here = Objects.requireNonNull(open, "init comes before process");
        boolean published = switch (here.phase.phase()) {
            case BUILDING -> false;
            case COMPARING -> here.phase.isBehindCursor(row.key().getBytes(StandardCharsets.UTF_8));
            // A retiring task no longer folds: what comes now changed before it retired.
            case SERVING, RETIRING, RETIRED -> true;
        };
        if (published) {
            // The headers are those of the record that last touched the row. The row's record is not that record; it
            // follows from it.
            Headers headers = new RecordHeaders();
            TraceParent.add(headers, TraceParent.read(row.headers()));
            here.context.forward(new Record<>(row.key(), row.value(), row.timestamp(), headers), VIEW_SINK);
        }
    }

    @Override
    public void close() {
        if (open != null) {
            handover.close(open.task, open.phase);
        }
    }

    /**
     * Rows that are published must not wait; rows that are only built are written less often, when more of them have
     * changed.
     */
    private static void commitUnlessBuilding(ProcessorContext<Object, Object> context, TaskPhase phase) {
        if (phase.phase() != Phase.BUILDING) {
            context.commit();
        }
    }

    private void retireIfAsked() {
        Open<V> here = Objects.requireNonNull(open, "init comes before a punctuation");
        String successor = handover.successorTopic();
        if (successor == null) {
            return;
        }
        if (here.phase.phase() == Phase.SERVING) {
            here.phase.enter(Phase.RETIRING);
            log.info("[{}-{}] folds no more and hands its rows over", handover.projection(), here.task);
        }
        if (here.phase.phase() == Phase.RETIRING) {
            handOverSlice(here, successor);
        }
    }

    private void handOverSlice(Open<V> here, String successor) {
        long[] positions = handover.positions(here.task);
        HandoverRows batch = new HandoverRows(rows -> send(here, successor, Kind.ROWS, positions, rows));
        byte[] cursor = here.phase.cursor();
        String from = cursor == null ? null : new String(cursor, StandardCharsets.UTF_8);
        boolean done;
        try (KeyValueIterator<String, ValueAndTimestamp<V>> rows = here.rows.range(from, null)) {
            int count = 0;
            while (count < SLICE_ROWS_MAX && rows.hasNext()) {
                KeyValue<String, ValueAndTimestamp<V>> row = rows.next();
                byte[] key = row.key.getBytes(StandardCharsets.UTF_8);
                if (!here.phase.isBehindCursor(key)) {
                    batch.add(key, rowSerializer.serialize(rowStore, row.value.value()));
                    cursor = key;
                    count++;
                }
            }
            done = !rows.hasNext();
        }
        batch.flush();
        if (done) {
            send(here, successor, Kind.END, positions, List.of());
            here.phase.enter(Phase.RETIRED);
            log.info("[{}-{}] has handed all its rows over", handover.projection(), here.task);
        } else if (cursor != null) {
            here.phase.moveCursor(cursor);
        }
    }

    private static <V> void send(
            Open<V> here, String topic, Kind kind, long[] positions, List<HandoverRecord.Row> rows) {
        HandoverRecord record = new HandoverRecord(kind, positions, rows);
        here.context.forward(
                HandoverTopic.record(topic, here.task, record, here.context.currentSystemTimeMs()), HANDOVER_SINK);
    }
}
