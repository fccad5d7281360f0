package dev.foldline.projection.intake;

import dev.foldline.contract.TraceParent;
import dev.foldline.domain.view.Event;
import dev.foldline.projection.deadletter.IncomingRecord;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.InternalFixedKeyRecordFactory;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Events of one key that follow each other, and the records that held them; there is at least one. Linked, because most
 * runs are short, and one is made for every key of every batch. Used by one stream thread.
 */
public final class EventRun {

    private static final Headers NO_HEADERS = readOnly(new RecordHeaders());

    private final Taken first;
    private Taken last;
    private int size = 1;

    /**
     * What one event does.
     *
     * @param <V> what it changes
     */
    @FunctionalInterface
    public interface Step<V> {
        @Nullable
        V apply(@Nullable V before, Event event);
    }

    /** One event and its record. */
    static final class Taken {

        private final IncomingRecord incoming;
        private final Event event;
        private @Nullable Taken next;

        private Taken(IncomingRecord incoming, Event event) {
            this.incoming = incoming;
            this.event = event;
        }

        IncomingRecord incoming() {
            return incoming;
        }

        Event event() {
            return event;
        }
    }

    private EventRun(Taken first) {
        this.first = first;
        this.last = first;
    }

    static EventRun of(IncomingRecord incoming, Event event) {
        return new EventRun(new Taken(incoming, event));
    }

    void add(IncomingRecord incoming, Event event) {
        Taken added = new Taken(incoming, event);
        last.next = added;
        last = added;
        size++;
    }

    String key() {
        return first.incoming.key();
    }

    Taken first() {
        return first;
    }

    /** How many events there are. */
    public int size() {
        return size;
    }

    /**
     * Applies the events, in order.
     *
     * @param row  what is there before the first
     * @param step makes what is there after one event
     * @return what is there after the last
     */
    public <V> @Nullable V fold(@Nullable V row, Step<V> step) {
        V after = row;
        for (Taken taken = first; taken != null; taken = taken.next) {
            after = step.apply(after, taken.event);
        }
        return after;
    }

    void forEachTaken(Consumer<Taken> action) {
        for (Taken taken = first; taken != null; taken = taken.next) {
            action.accept(taken);
        }
    }

    /**
     * A record of Streams for the result of the events, under their key and with the time of the last one. Of that
     * event's headers it has only the trace: the row's record, which inherits the headers, is not an event.
     */
    <T> FixedKeyRecord<String, T> record(T value) {
        // All keys of a task stay in it, so the key may be another than the batch's, which has none.
        return InternalFixedKeyRecordFactory.create(
                new Record<>(key(), value, last.incoming.timeMs(), traceOfTheLast()));
    }

    private Headers traceOfTheLast() {
        String trace = TraceParent.read(last.incoming.headers());
        if (trace == null) {
            return NO_HEADERS;
        }
        RecordHeaders headers = new RecordHeaders();
        TraceParent.add(headers, trace);
        return readOnly(headers);
    }

    private static Headers readOnly(RecordHeaders headers) {
        headers.setReadOnly();
        return headers;
    }
}
