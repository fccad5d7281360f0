package dev.foldline.verify.check;

import dev.foldline.contract.HeaderNames;
import dev.foldline.verify.source.EventRow;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The headers that an event's record must have, and what is wrong with those that it has. */
final class EventHeaders {

    private EventHeaders() {}

    /**
     * A phrase about the first difference; null where all headers are right and no other header exists.
     *
     * @param fingerprint of the schema of the row's payload; null where it is not known. Events that were forwarded
     *                    before it was known do not have it
     */
    static @Nullable String difference(EventRow row, @Nullable String fingerprint, Headers actual) {
        Map<String, String> wanted = wanted(row);
        if (fingerprint != null && actual.lastHeader(HeaderNames.SCHEMA_FINGERPRINT) != null) {
            wanted.put(HeaderNames.SCHEMA_FINGERPRINT, fingerprint);
        }
        int seen = 0;
        for (Header header : actual) {
            seen++;
            String name = header.key();
            String value = wanted.get(name);
            if (value == null) {
                return "header " + name + " is not wanted";
            }
            String found = text(header);
            if (!value.equals(found)) {
                return "header " + name + " is \"" + found + "\", not \"" + value + "\"";
            }
        }
        if (seen == wanted.size()) {
            return null;
        }
        for (String name : wanted.keySet()) {
            if (actual.lastHeader(name) == null) {
                return "header " + name + " is missing";
            }
        }
        return "a header is there twice";
    }

    /** The number in a header; null where there is none. */
    static @Nullable Long number(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        String text = header == null ? null : text(header);
        if (text == null) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Map<String, String> wanted(EventRow row) {
        Map<String, String> wanted = new TreeMap<>();
        wanted.put(HeaderNames.SPEC_VERSION, "1.0");
        wanted.put(HeaderNames.ID, row.eventId().toString());
        wanted.put(HeaderNames.TYPE, row.eventType());
        wanted.put(HeaderNames.SOURCE, "/foldline/" + row.aggregateType());
        wanted.put(HeaderNames.SUBJECT, row.aggregateId());
        wanted.put(HeaderNames.TIME, row.occurredAt().toString());
        wanted.put(HeaderNames.CONTENT_TYPE, "application/avro");
        wanted.put(HeaderNames.CORRELATION_ID, row.correlationId().toString());
        wanted.put(HeaderNames.CAUSATION_ID, row.causationId().toString());
        wanted.put(HeaderNames.AGGREGATE_VERSION, Long.toString(row.aggregateVersion()));
        wanted.put(HeaderNames.POSITION, Long.toString(row.position()));
        wanted.put(HeaderNames.EVENT_VERSION, Integer.toString(row.eventVersion()));
        if (row.actor() != null) {
            wanted.put(HeaderNames.ACTOR, row.actor());
        }
        if (row.traceParent() != null) {
            wanted.put(HeaderNames.TRACE_PARENT, row.traceParent());
        }
        if (row.process() != null) {
            wanted.put(HeaderNames.PROCESS, row.process());
        }
        return wanted;
    }

    private static @Nullable String text(Header header) {
        return header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
