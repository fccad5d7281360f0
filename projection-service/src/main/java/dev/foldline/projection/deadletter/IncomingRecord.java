package dev.foldline.projection.deadletter;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record of the events topic, or another input of a process, as it came, so that it can be tried again later.
 *
 * @param key       the key within which order is kept: the aggregate id, the row's key or the process's id; empty where
 *                  the record had none
 * @param value     the event's bytes
 * @param headers   the event's headers
 * @param partition partition of the events topic
 * @param position  position in it, 0 where the record does not say it; below zero for an input of a process that is not
 *                  an event, and then it only distinguishes it from others
 * @param timeMs    the record's time, in milliseconds since 1970
 */
public record IncomingRecord(
        String key, byte @Nullable [] value, Headers headers, int partition, long position, long timeMs) {

    /** The same under another key. */
    public IncomingRecord under(String otherKey) {
        return new IncomingRecord(otherKey, value, headers, partition, position, timeMs);
    }

    /** The same with other headers. */
    public IncomingRecord with(Headers otherHeaders) {
        return new IncomingRecord(key, value, otherHeaders, partition, position, timeMs);
    }
}
