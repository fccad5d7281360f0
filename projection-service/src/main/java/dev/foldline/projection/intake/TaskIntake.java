package dev.foldline.projection.intake;

import dev.foldline.domain.view.Event;
import dev.foldline.projection.deadletter.IncomingRecord;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.deadletter.UnappliedEventException;
import dev.foldline.projection.gate.Gate;
import dev.foldline.projection.intake.batch.RowsHeader;
import dev.foldline.serde.RegistryUnavailableException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;

/**
 * What every intake does with a record, independent of the next step: first the gate, then the filter for the types
 * that are read, then the order of the record's key.
 *
 * <p>The next step gets <i>runs</i>: the events that one key has in a batch, so that a row is looked up and written
 * once for all of them. A run is applied as a whole or not at all. If it fails, its events are applied one by one, and
 * the one that fails is parked.
 *
 * <p>One per stream task, used by its thread.
 */
final class TaskIntake {

    /**
     * This many events may wait for the end of a batch, because one record can have a thousand rows. Applied earlier
     * they lead to the same rows: a batch is a unit of work, not of consistency.
     */
    private static final int WAITING_MAX = 10_000;

    /** Why a record without a position is parked. */
    static final String NO_EVENT = "header ce_position is missing or no number";

    private final EventReader reader;
    private final IntFunction<Gate> gates;
    private final SequencedDeadLetters deadLetters;
    private final Downstream downstream;
    private final PositionListener listener;
    private final Map<String, EventRun> runs = new LinkedHashMap<>();
    private int waiting;

    /** Applies the events of one key, in order, all or none; throws as the one of {@link Downstream} says. */
    @FunctionalInterface
    interface EventApplier {
        void apply(EventRun run);
    }

    /** Told of every position that is folded, parked or skipped, at the latest when the batch ends. */
    @FunctionalInterface
    interface PositionListener {
        void passed(int partition, long position, long timeMs);
    }

    /**
     * The step behind an intake.
     *
     * @param runs         how many events of a key are applied at once
     * @param failures     which of its failures concern an event
     * @param applier  applies events
     */
    record Downstream(Runs runs, Failures failures, EventApplier applier) {

        /** A fold of rows, which has changed nothing when it throws {@link UnappliedEventException}. */
        static Downstream fold(EventApplier applier) {
            return new Downstream(Runs.OF_A_BATCH, Failures.THAT_SAY_SO, applier);
        }

        /** The way to another task, in the order of the partition. */
        static Downstream forwarding(EventApplier applier) {
            return new Downstream(Runs.OF_ONE, Failures.THAT_SAY_SO, applier);
        }

        /**
         * Processors that do not know of runs or dead letters; every exception of theirs concerns an event, except
         * Kafka's own.
         */
        static Downstream processors(EventApplier applier) {
            return new Downstream(Runs.OF_ONE, Failures.OF_ANY_KIND, applier);
        }
    }

    /** How many events of a key are applied at once. */
    enum Runs {
        OF_ONE,
        OF_A_BATCH
    }

    /** Which failures concern the event alone. */
    enum Failures {
        THAT_SAY_SO,
        OF_ANY_KIND
    }

    /**
     * @param gates the gate of a partition of the events topic
     */
    TaskIntake(
            EventReader reader,
            IntFunction<Gate> gates,
            SequencedDeadLetters deadLetters,
            Downstream downstream,
            PositionListener listener) {
        this.reader = reader;
        this.gates = gates;
        this.deadLetters = deadLetters;
        this.downstream = downstream;
        this.listener = listener;
    }

    /** Takes an event in, under the key of its record. */
    void accept(IncomingRecord incoming, EventHeaders headers) {
        accept(incoming, headers, List.of());
    }

    /**
     * Takes an event in: all of its rows or, where it is a repeat, none.
     *
     * @param rows keys of its rows, where its record has several; empty where the record's key is that of its only row
     */
    void accept(IncomingRecord incoming, EventHeaders headers, List<String> rows) {
        if (gates.apply(incoming.partition()).admits(incoming.position())) {
            offer(incoming, headers, rows);
            listener.passed(incoming.partition(), incoming.position(), incoming.timeMs());
        }
    }

    /**
     * Takes an event in that was parked before a repartitioning: the gate has seen later ones of its partition.
     *
     * @param rows as in {@link #accept(IncomingRecord, EventHeaders, List)}
     */
    void acceptLate(IncomingRecord incoming, EventHeaders headers, List<String> rows) {
        offer(incoming, headers, rows);
    }

    /**
     * Takes a record in that has no position and is therefore not an event: an operator's request, or a foreign record,
     * which is parked.
     *
     * @param applier applies events that were parked
     */
    void acceptOther(IncomingRecord incoming, EventApplier applier) {
        applyRun(incoming.key());
        Request request = Request.ofComplete(incoming.headers());
        if (request == null) {
            deadLetters.park(incoming, NO_EVENT);
        } else {
            deadLetters.handle(
                    incoming.key(), request, again -> apply(EventRun.of(again, reader.read(again)), applier));
        }
    }

    /** Applies what is left of a batch. */
    void endBatch() {
        runs.values().forEach(this::apply);
        runs.clear();
        waiting = 0;
    }

    private void offer(IncomingRecord incoming, EventHeaders headers, List<String> rows) {
        if (rows.isEmpty()) {
            offerRow(incoming, headers, null);
            return;
        }
        // A record that is parked for one row must not name the others.
        IncomingRecord plain = incoming.with(RowsHeader.remove(incoming.headers()));
        Event read = null;
        for (String row : rows) {
            read = offerRow(plain.under(row), headers, read);
        }
        waiting += rows.size();
        if (waiting >= WAITING_MAX) {
            endBatch();
        }
    }

    /**
     * Offers an event to one row.
     *
     * @param read the event, where it has been read for another of its rows
     * @return the event, null where it has not been read
     */
    private @Nullable Event offerRow(IncomingRecord incoming, EventHeaders headers, @Nullable Event read) {
        String key = incoming.key();
        if (key.isEmpty()) {
            deadLetters.park(incoming, "the record has no key, so its order is not known");
            return read;
        }
        Event event;
        try {
            if (!reader.reads(headers)) {
                return read;
            }
            if (deadLetters.holds(key)) {
                deadLetters.hold(incoming);
                return read;
            }
            event = read == null ? reader.read(incoming, headers) : read.forRow(key);
        } catch (IllegalArgumentException | UnappliedEventException e) {
            applyRun(key);
            holdOrPark(incoming, e);
            return read;
        }
        if (downstream.runs == Runs.OF_ONE) {
            apply(EventRun.of(incoming, event));
            return event;
        }
        EventRun run = runs.get(key);
        if (run == null) {
            runs.put(key, EventRun.of(incoming, event));
        } else {
            run.add(incoming, event);
        }
        return event;
    }

    /** The events that a key has waiting are applied before anything is done with its next record. */
    private void applyRun(String key) {
        EventRun run = runs.remove(key);
        if (run != null) {
            apply(run);
        }
    }

    private void apply(EventRun run) {
        try {
            apply(run, downstream.applier);
        } catch (UnappliedEventException e) {
            if (run.size() == 1) {
                deadLetters.park(run.first().incoming(), String.valueOf(e.getMessage()));
            } else {
                applyOneByOne(run);
            }
        }
    }

    private void applyOneByOne(EventRun run) {
        run.forEachTaken(taken -> {
            if (deadLetters.holds(run.key())) {
                deadLetters.hold(taken.incoming());
            } else {
                apply(EventRun.of(taken.incoming(), taken.event()));
            }
        });
    }

    private void holdOrPark(IncomingRecord incoming, RuntimeException failure) {
        if (deadLetters.holds(incoming.key())) {
            deadLetters.hold(incoming);
        } else {
            deadLetters.park(incoming, String.valueOf(failure.getMessage()));
        }
    }

    private void apply(EventRun run, EventApplier applier) {
        try {
            applier.apply(run);
        } catch (StreamsException e) {
            throw unapplied(e);
        }
    }

    /** A fold's exception comes wrapped in exceptions of Streams; exceptions of Streams itself are passed on. */
    private RuntimeException unapplied(StreamsException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnappliedEventException unapplied) {
                return unapplied;
            }
            if (downstream.failures == Failures.OF_ANY_KIND
                    && !(cause instanceof KafkaException)
                    && !(cause instanceof RegistryUnavailableException)) {
                return new UnappliedEventException(cause.toString(), cause);
            }
        }
        return failure;
    }
}
