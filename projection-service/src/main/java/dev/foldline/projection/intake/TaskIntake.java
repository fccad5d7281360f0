package dev.foldline.projection.intake;

import dev.foldline.domain.view.Event;
import dev.foldline.projection.deadletter.Arrival;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.deadletter.Sequencer;
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
    private final Sequencer sequencer;
    private final Behind behind;
    private final Done done;
    private final Map<String, EventRun> runs = new LinkedHashMap<>();
    private int waiting;

    /** Applies the events of one key, in order, all or none; throws as the one of {@link Behind} says. */
    @FunctionalInterface
    interface Application {
        void apply(EventRun run);
    }

    /** Told of every position that is folded, parked or skipped, at the latest when the batch ends. */
    @FunctionalInterface
    interface Done {
        void with(int partition, long position, long timeMs);
    }

    /**
     * The step behind an intake.
     *
     * @param runs         how many events of a key are applied at once
     * @param failures     which of its failures concern an event
     * @param application  applies events
     */
    record Behind(Runs runs, Failures failures, Application application) {

        /** A fold of rows, which has changed nothing when it throws {@link UnappliedEventException}. */
        static Behind fold(Application application) {
            return new Behind(Runs.OF_A_BATCH, Failures.THAT_SAY_SO, application);
        }

        /** The way to another task, in the order of the partition. */
        static Behind forwarding(Application application) {
            return new Behind(Runs.OF_ONE, Failures.THAT_SAY_SO, application);
        }

        /**
         * Processors that do not know of runs or dead letters; every exception of theirs concerns an event, except
         * Kafka's own.
         */
        static Behind processors(Application application) {
            return new Behind(Runs.OF_ONE, Failures.OF_ANY_KIND, application);
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
    TaskIntake(EventReader reader, IntFunction<Gate> gates, Sequencer sequencer, Behind behind, Done done) {
        this.reader = reader;
        this.gates = gates;
        this.sequencer = sequencer;
        this.behind = behind;
        this.done = done;
    }

    /** Takes an event in, under the key of its record. */
    void accept(Arrival arrival, EventHeaders headers) {
        accept(arrival, headers, List.of());
    }

    /**
     * Takes an event in: all of its rows or, where it is a repeat, none.
     *
     * @param rows keys of its rows, where its record has several; empty where the record's key is that of its only row
     */
    void accept(Arrival arrival, EventHeaders headers, List<String> rows) {
        if (gates.apply(arrival.partition()).admits(arrival.position())) {
            offer(arrival, headers, rows);
            done.with(arrival.partition(), arrival.position(), arrival.timeMs());
        }
    }

    /**
     * Takes an event in that was parked before a repartitioning: the gate has seen later ones of its partition.
     *
     * @param rows as in {@link #accept(Arrival, EventHeaders, List)}
     */
    void acceptLate(Arrival arrival, EventHeaders headers, List<String> rows) {
        offer(arrival, headers, rows);
    }

    /**
     * Takes a record in that has no position and is therefore not an event: an operator's request, or a foreign record,
     * which is parked.
     *
     * @param application applies events that were parked
     */
    void acceptOther(Arrival arrival, Application application) {
        applyRun(arrival.key());
        Request request = Request.ofComplete(arrival.headers());
        if (request == null) {
            sequencer.park(arrival, NO_EVENT);
        } else {
            sequencer.handle(
                    arrival.key(), request, again -> apply(EventRun.of(again, reader.read(again)), application));
        }
    }

    /** Applies what is left of a batch. */
    void endBatch() {
        runs.values().forEach(this::apply);
        runs.clear();
        waiting = 0;
    }

    private void offer(Arrival arrival, EventHeaders headers, List<String> rows) {
        if (rows.isEmpty()) {
            offerRow(arrival, headers, null);
            return;
        }
        // A record that is parked for one row must not name the others.
        Arrival plain = arrival.with(RowsHeader.remove(arrival.headers()));
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
    private @Nullable Event offerRow(Arrival arrival, EventHeaders headers, @Nullable Event read) {
        String key = arrival.key();
        if (key.isEmpty()) {
            sequencer.park(arrival, "the record has no key, so its order is not known");
            return read;
        }
        Event event;
        try {
            if (!reader.reads(headers)) {
                return read;
            }
            if (sequencer.holds(key)) {
                sequencer.hold(arrival);
                return read;
            }
            event = read == null ? reader.read(arrival, headers) : read.forRow(key);
        } catch (IllegalArgumentException | UnappliedEventException e) {
            applyRun(key);
            holdOrPark(arrival, e);
            return read;
        }
        if (behind.runs == Runs.OF_ONE) {
            apply(EventRun.of(arrival, event));
            return event;
        }
        EventRun run = runs.get(key);
        if (run == null) {
            runs.put(key, EventRun.of(arrival, event));
        } else {
            run.add(arrival, event);
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
            apply(run, behind.application);
        } catch (UnappliedEventException e) {
            if (run.size() == 1) {
                sequencer.park(run.first().arrival(), String.valueOf(e.getMessage()));
            } else {
                applyOneByOne(run);
            }
        }
    }

    private void applyOneByOne(EventRun run) {
        run.forEachTaken(taken -> {
            if (sequencer.holds(run.key())) {
                sequencer.hold(taken.arrival());
            } else {
                apply(EventRun.of(taken.arrival(), taken.event()));
            }
        });
    }

    private void holdOrPark(Arrival arrival, RuntimeException failure) {
        if (sequencer.holds(arrival.key())) {
            sequencer.hold(arrival);
        } else {
            sequencer.park(arrival, String.valueOf(failure.getMessage()));
        }
    }

    private void apply(EventRun run, Application application) {
        try {
            application.apply(run);
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
            if (behind.failures == Failures.OF_ANY_KIND
                    && !(cause instanceof KafkaException)
                    && !(cause instanceof RegistryUnavailableException)) {
                return new UnappliedEventException(cause.toString(), cause);
            }
        }
        return failure;
    }
}
