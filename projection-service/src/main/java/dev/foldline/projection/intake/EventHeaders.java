package dev.foldline.projection.intake;

import dev.foldline.contract.HeaderNames;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Those headers of one record that an intake needs, found in one pass; of several with one name the last. */
final class EventHeaders {

    private static final long POSITION_MAX = Long.MAX_VALUE / 100;

    private @Nullable Header type;
    private @Nullable Header subject;
    private @Nullable Header time;
    private @Nullable Header version;
    private @Nullable Header position;

    private EventHeaders() {}

    static EventHeaders of(Headers headers) {
        EventHeaders found = new EventHeaders();
        for (Header header : headers) {
            switch (header.key()) {
                case HeaderNames.TYPE -> found.type = header;
                case HeaderNames.SUBJECT -> found.subject = header;
                case HeaderNames.TIME -> found.time = header;
                case HeaderNames.AGGREGATE_VERSION -> found.version = header;
                case HeaderNames.POSITION -> found.position = header;
                default -> {
                    // Of no use here.
                }
            }
        }
        return found;
    }

    @Nullable
    Header type() {
        return type;
    }

    @Nullable
    Header subject() {
        return subject;
    }

    @Nullable
    Header time() {
        return time;
    }

    @Nullable
    Header version() {
        return version;
    }

    /** The position that the record says, {@link EventReader#NO_POSITION} where it says none or no number. */
    long position() {
        return position(position);
    }

    /** The same for a header alone. */
    static long position(@Nullable Header header) {
        if (header == null || header.value() == null || header.value().length == 0) {
            return EventReader.NO_POSITION;
        }
        long position = 0;
        for (byte digit : header.value()) {
            if (digit < '0' || digit > '9' || position > POSITION_MAX) {
                return EventReader.NO_POSITION;
            }
            position = 10 * position + (digit - '0');
        }
        return position == 0 ? EventReader.NO_POSITION : position;
    }
}
