package dev.foldline.projection.deadletter;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asks for a parked key: a record of the projection's request topic, in the partition where the key is
 * parked. So the instance that has the partition carries it out exactly once, and the record shows later who decided.
 *
 * @param action    what to do
 * @param partition partition of the events topic of the event that is meant
 * @param position  its position
 * @param actor     who asks
 */
public record Request(Action action, int partition, long position, String actor) {

    /** What to do with a parked key. */
    public enum Action {
        /** Apply its events again, in their order, until one fails. */
        RETRY,
        /** Give up its first event, and apply those behind it. */
        SKIP
    }

    private static final String ACTION = "foldline-request";
    private static final String PARTITION = "foldline-request-partition";
    private static final String POSITION = "foldline-request-position";
    private static final String ACTOR = "foldline-request-actor";

    /** The headers, which hold the whole request; the record's key is the parked key, and its value is empty. */
    public Headers headers() {
        return new RecordHeaders()
                .add(ACTION, bytes(action.name()))
                .add(PARTITION, bytes(Integer.toString(partition)))
                .add(POSITION, bytes(Long.toString(position)))
                .add(ACTOR, bytes(actor));
    }

    /** Whether a record is a request. */
    public static boolean isOne(Headers headers) {
        return headers.lastHeader(ACTION) != null;
    }

    /**
     * The request in a record's headers, null where the record is not a request.
     *
     * @throws IllegalArgumentException if it is one, but not complete
     */
    public static @Nullable Request of(Headers headers) {
        if (!isOne(headers)) {
            return null;
        }
        return new Request(
                Action.valueOf(text(headers, ACTION)),
                Integer.parseInt(text(headers, PARTITION)),
                Long.parseLong(text(headers, POSITION)),
                text(headers, ACTOR));
    }

    /** The same, but null also where a request is not complete, because no operator sends such a request. */
    public static @Nullable Request ofComplete(Headers headers) {
        try {
            return of(headers);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        if (header == null) {
            throw new IllegalArgumentException("a request without header " + name);
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
