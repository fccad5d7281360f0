package dev.foldline.projection.intake;

import dev.foldline.projection.deadletter.Arrival;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.deadletter.Sequencer;
import dev.foldline.projection.deadletter.UnappliedEventException;
import dev.foldline.projection.gate.Gate;
import dev.foldline.projection.view.Event;
import dev.foldline.serde.RegistryUnavailableException;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.jspecify.annotations.Nullable;

/**
 * What every intake does with a record, whatever comes after it: the gate first, then the types that are folded, then
 * the order of the record's key.
 *
 * <p>One per stream task, used by its thread.
 */
public final class TaskIntake {

    private final EventReader reader;
    private final IntFunction<Gate> gates;
    private final Sequencer sequencer;
    private final Failures failures;
    private final Done done;

    /** Which failures behind an intake concern the event alone. */
    public enum Failures {
        /** Those that a fold throws as {@link UnappliedEventException}: it has changed nothing then. */
        OF_FOLD,
        /** Whatever a processor throws, but for what is Kafka's own. */
        OF_ANY_PROCESSOR
    }

    /** Told of every position that is folded, parked or passed over. */
    @FunctionalInterface
    interface Done {
        void with(int partition, long position, long timeMs);
    }

    /**
     * @param gates the gate of a partition of the events topic
     */
    TaskIntake(EventReader reader, IntFunction<Gate> gates, Sequencer sequencer, Failures failures, Done done) {
        this.reader = reader;
        this.failures = failures;
        this.gates = gates;
        this.sequencer = sequencer;
        this.done = done;
    }

    /**
     * Takes an event in.
     *
     * @param application applies it, or throws {@link UnappliedEventException}, also inside an exception of Streams
     */
    void accept(Arrival arrival, Consumer<Arrival> application) {
        if (!gates.apply(arrival.partition()).admits(arrival.position())) {
            return;
        }
        offer(arrival, application);
        done.with(arrival.partition(), arrival.position(), arrival.timeMs());
    }

    /**
     * Takes an event in that was parked in front of a repartitioning: the gate has seen later ones of its partition.
     */
    void acceptLate(Arrival arrival, Consumer<Arrival> application) {
        offer(arrival, application);
    }

    /**
     * Takes a record in that says no position and is no event therefore: an operator's request, or something foreign,
     * which is parked.
     */
    void acceptOther(Arrival arrival, Consumer<Arrival> application) {
        Request request = request(arrival.headers());
        if (request == null) {
            sequencer.park(arrival, "header ce_position is missing or no number");
        } else {
            sequencer.handle(arrival.key(), request, again -> apply(again, application));
        }
    }

    /** A record with the event that an arrival holds, on its way into a fold; see {@link EventReader#read}. */
    FixedKeyRecord<String, Event> event(FixedKeyRecord<String, byte[]> record, Arrival arrival) {
        // The event's headers end here: the row's record, which inherits them, is no event.
        return record.withValue(reader.read(arrival))
                .withTimestamp(arrival.timeMs())
                .withHeaders(new RecordHeaders());
    }

    /** The event that a record holds; see {@link EventReader#read}. */
    Event read(Arrival arrival) {
        return reader.read(arrival);
    }

    private void offer(Arrival arrival, Consumer<Arrival> application) {
        if (arrival.key().isEmpty()) {
            sequencer.park(arrival, "the record has no key, so its order is not known");
            return;
        }
        try {
            if (!reader.reads(arrival.headers())) {
                return;
            }
        } catch (IllegalArgumentException e) {
            sequencer.park(arrival, String.valueOf(e.getMessage()));
            return;
        }
        if (sequencer.holds(arrival.key())) {
            sequencer.hold(arrival);
            return;
        }
        try {
            apply(arrival, application);
        } catch (UnappliedEventException e) {
            sequencer.park(arrival, String.valueOf(e.getMessage()));
        }
    }

    private void apply(Arrival arrival, Consumer<Arrival> application) {
        try {
            application.accept(arrival);
        } catch (StreamsException e) {
            throw unapplied(e);
        }
    }

    /** What a fold has thrown comes wrapped in exceptions of Streams; what Streams itself throws goes on. */
    private RuntimeException unapplied(StreamsException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnappliedEventException unapplied) {
                return unapplied;
            }
            if (failures == Failures.OF_ANY_PROCESSOR
                    && !(cause instanceof KafkaException)
                    && !(cause instanceof RegistryUnavailableException)) {
                return new UnappliedEventException(cause.toString(), cause);
            }
        }
        return failure;
    }

    private static @Nullable Request request(Headers headers) {
        try {
            return Request.of(headers);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
