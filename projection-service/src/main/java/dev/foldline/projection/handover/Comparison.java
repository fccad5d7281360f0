package dev.foldline.projection.handover;

import dev.foldline.projection.handover.HandoverRecord.Kind;
import dev.foldline.projection.handover.HandoverRecord.Row;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the rows of the former build, which come in the order of their keys, and publishes the rows that differ in this
 * build. This is a merge of two sorted runs, one slice at a time, whose memory does not depend on the number of rows.
 *
 * <p>It waits until this task has folded all that the former one had, and then until that is committed; before that,
 * rows would go back in time, or be published once by the comparison and again when the cache is flushed. A row that
 * differs is put again as it is: the flush publishes it, together with whatever an event has made of it meanwhile.
 *
 * @param <V> the view's row
 */
public final class Comparison<V> implements Processor<String, byte[], Object, Object> {

    /** Name of the store of the records that have come and are not compared yet. */
    public static final String PENDING = "handover";

    private static final Logger log = LoggerFactory.getLogger(Comparison.class);

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(50);
    private static final int SLICE_ROWS_MAX = 5_000;

    private final String rowStore;
    private final Deserializer<V> rowDeserializer;
    private final Handover handover;
    private @Nullable Open<V> open;
    /** Identifies the record of its own that a task waits for; 0 as long as it waits for none. */
    private long awaitedCommit;

    private boolean committed;

    /** Set by {@code init}; replaced when Streams revives the task after a failure. */
    private record Open<V>(
            ProcessorContext<Object, Object> context,
            int task,
            TimestampedKeyValueStore<String, V> rows,
            KeyValueStore<Long, byte[]> pending) {}

    /**
     * @param rowStore        name of the store of the rows
     * @param rowDeserializer for the rows that are handed over
     */
    public Comparison(String rowStore, Deserializer<V> rowDeserializer, Handover handover) {
        this.rowStore = rowStore;
        this.rowDeserializer = rowDeserializer;
        this.handover = handover;
    }

    /** Store of the records that have come and are not compared yet. */
    public static StoreBuilder<KeyValueStore<Long, byte[]>> storeBuilder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(PENDING), Serdes.Long(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of());
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        int task = context.taskId().partition();
        open = new Open<>(context, task, context.getStateStore(rowStore), context.getStateStore(PENDING));
        awaitedCommit = 0;
        committed = false;
        context.schedule(LOOK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> goOn());
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Open<V> here = open();
        HandoverRecord came = HandoverRecord.of(record.value());
        if (came.kind() == Kind.COMMITTED) {
            committed |= came.positions()[0] == awaitedCommit;
        } else {
            // Offsets rise, so the order of the store is that of the topic.
            long offset = here.context.recordMetadata().orElseThrow().offset();
            here.pending.put(offset, record.value());
        }
    }

    private void goOn() {
        Open<V> here = open();
        TaskPhase phase = Objects.requireNonNull(handover.task(here.task), "the publisher opens the phase");
        if (phase.phase() != Phase.BUILDING && phase.phase() != Phase.COMPARING) {
            return;
        }
        KeyValue<Long, byte[]> first;
        try (KeyValueIterator<Long, byte[]> pending = here.pending.all()) {
            if (!pending.hasNext()) {
                return;
            }
            first = pending.next();
        }
        HandoverRecord theirs = HandoverRecord.of(first.value);
        if (phase.phase() == Phase.BUILDING) {
            if (!isReady(here, theirs)) {
                return;
            }
            phase.enter(Phase.COMPARING);
            log.info("[{}-{}] takes over: compares its rows", handover.projection(), here.task);
        }
        if (compareSlice(here, phase, theirs)) {
            here.pending.delete(first.key);
            if (theirs.kind() == Kind.END) {
                phase.enter(Phase.SERVING);
                log.info("[{}-{}] has taken over", handover.projection(), here.task);
            }
        }
    }

    /**
     * Whether all that the former build had folded is folded here too, and committed. A build with rows by aggregate
     * needs only one partition, even where the rows of the former build came from all.
     */
    private boolean isReady(Open<V> here, HandoverRecord theirs) {
        long[] positions = theirs.positions();
        for (int partition = 0; partition < positions.length; partition++) {
            if (!handover.hasPassed(here.task, partition, positions[partition])) {
                return false;
            }
        }
        if (awaitedCommit == 0) {
            awaitedCommit = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
            HandoverRecord mark = HandoverRecord.committed(awaitedCommit);
            here.context.forward(
                    HandoverTopic.record(handover.topic(), here.task, mark, here.context.currentSystemTimeMs()),
                    Publisher.HANDOVER_SINK);
        }
        return committed;
    }

    /** Compares some more rows; true when all of theirs are done and, at their end, all of ours. */
    private boolean compareSlice(Open<V> here, TaskPhase phase, HandoverRecord theirs) {
        List<Row> left = theirs.rows().stream()
                .filter(row -> !phase.isBehindCursor(row.key()))
                .toList();
        if (theirs.kind() == Kind.ROWS && left.isEmpty()) {
            return true;
        }
        Merge merge = new Merge(left.iterator());
        byte[] cursor = phase.cursor();
        String from = cursor == null ? null : text(cursor);
        String to = theirs.kind() == Kind.END ? null : text(left.getLast().key());
        boolean done;
        try (KeyValueIterator<String, ValueAndTimestamp<V>> ours = here.rows.range(from, to)) {
            if (ours.hasNext() && phase.isBehindCursor(bytes(ours.peekNextKey()))) {
                ours.next();
            }
            done = merge.run(ours);
        }
        merge.different.forEach(row -> here.rows.put(row.key, row.value));
        long nowMs = here.context.currentSystemTimeMs();
        merge.gone.forEach(key -> here.context.forward(new Record<>(key, null, nowMs), Publisher.VIEW_SINK));
        if (merge.last != null) {
            phase.moveCursor(merge.last);
        }
        return done;
    }

    /** One slice of the merge of their rows and ours. */
    private final class Merge {

        private final Iterator<Row> theirs;
        private @Nullable Row their;
        private final List<KeyValue<String, ValueAndTimestamp<V>>> different = new ArrayList<>();
        private final List<String> gone = new ArrayList<>();
        private byte @Nullable [] last;

        Merge(Iterator<Row> theirs) {
            this.theirs = theirs;
            this.their = next();
        }

        /** True if it reached the end of both. */
        boolean run(KeyValueIterator<String, ValueAndTimestamp<V>> ours) {
            for (int count = 0; count < SLICE_ROWS_MAX; count++) {
                if (their == null && !ours.hasNext()) {
                    return true;
                }
                step(ours);
            }
            return their == null && !ours.hasNext();
        }

        private void step(KeyValueIterator<String, ValueAndTimestamp<V>> ours) {
            Row old = their;
            byte[] ourKey = ours.hasNext() ? bytes(ours.peekNextKey()) : null;
            if (old == null || (ourKey != null && Arrays.compareUnsigned(ourKey, old.key()) < 0)) {
                different.add(ours.next());
                last = ourKey;
                return;
            }
            last = old.key();
            their = next();
            if (ourKey == null || Arrays.compareUnsigned(old.key(), ourKey) < 0) {
                gone.add(text(old.key()));
                return;
            }
            KeyValue<String, ValueAndTimestamp<V>> our = ours.next();
            if (!our.value.value().equals(rowDeserializer.deserialize(rowStore, old.value()))) {
                different.add(our);
            }
        }

        private @Nullable Row next() {
            return theirs.hasNext() ? theirs.next() : null;
        }
    }

    private Open<V> open() {
        return Objects.requireNonNull(open, "init comes first");
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }
}
