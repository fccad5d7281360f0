package dev.foldline.projection.intake;

import dev.foldline.contract.HeaderNames;
import dev.foldline.projection.intake.batch.CompactHeaders;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The headers of one record that an intake needs, found in one pass; of several with the same name, the last. */
final class EventHeaders {

    private static final long POSITION_MAX = Long.MAX_VALUE / 100;

    private byte @Nullable [] type;
    private byte @Nullable [] subject;
    private byte @Nullable [] time;
    private byte @Nullable [] version;
    private byte @Nullable [] position;
    private byte @Nullable [] fingerprint;

    private EventHeaders() {}

    static EventHeaders of(Headers headers) {
        EventHeaders found = new EventHeaders();
        if (headers instanceof CompactHeaders compact) {
            found.type = compact.lastValue(HeaderNames.TYPE);
            found.subject = compact.lastValue(HeaderNames.SUBJECT);
            found.time = compact.lastValue(HeaderNames.TIME);
            found.version = compact.lastValue(HeaderNames.AGGREGATE_VERSION);
            found.position = compact.lastValue(HeaderNames.POSITION);
            found.fingerprint = compact.lastValue(HeaderNames.SCHEMA_FINGERPRINT);
            return found;
        }
        for (Header header : headers) {
            switch (header.key()) {
                case HeaderNames.TYPE -> found.type = header.value();
                case HeaderNames.SUBJECT -> found.subject = header.value();
                case HeaderNames.TIME -> found.time = header.value();
                case HeaderNames.AGGREGATE_VERSION -> found.version = header.value();
                case HeaderNames.POSITION -> found.position = header.value();
                case HeaderNames.SCHEMA_FINGERPRINT -> found.fingerprint = header.value();
                default -> {
                    // Not needed here.
                }
            }
        }
        return found;
    }

    byte @Nullable [] type() {
        return type;
    }

    byte @Nullable [] subject() {
        return subject;
    }

    byte @Nullable [] time() {
        return time;
    }

    byte @Nullable [] version() {
        return version;
    }

    /** Of the schema that the event was written with; null on events of older builds. */
    byte @Nullable [] fingerprint() {
        return fingerprint;
    }

    /** The position in the record's header, {@link EventReader#NO_POSITION} where it is missing or not a number. */
    long position() {
        return position(position);
    }

    /** The same for the header's value. */
    static long position(byte @Nullable [] digits) {
        if (digits == null || digits.length == 0) {
            return EventReader.NO_POSITION;
        }
        long position = 0;
        for (byte digit : digits) {
            if (digit < '0' || digit > '9' || position > POSITION_MAX) {
                return EventReader.NO_POSITION;
            }
            position = 10 * position + (digit - '0');
        }
        return position == 0 ? EventReader.NO_POSITION : position;
    }
}
