package dev.foldline.contract;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a command, with defaults for those that are absent.
 *
 * @param commandId       {@code ce_id}, or a UUIDv5 of the record's place
 * @param explicitId      whether the id came with the record, so that a client may send it again
 * @param correlationId   {@code ce_correlationid}, or the command id
 * @param expectedVersion {@code ce_expectedversion}, or {@link #ANY_VERSION}
 * @param actor           who asked for it, carried on to the events
 * @param traceParent     {@link TraceParent}, carried on to the events; null where there is none of the right form
 * @param process         {@code ce_process}, carried on to the events and the result; null where no process sent it
 * @param retryOf         {@code ce_retryof}, or {@link #NO_RETRY}
 */
public record CommandMetadata(
        UUID commandId,
        boolean explicitId,
        UUID correlationId,
        long expectedVersion,
        @Nullable String actor,
        @Nullable String traceParent,
        @Nullable String process,
        long retryOf) {

    /** Expected version of a command that accepts any. */
    public static final long ANY_VERSION = -1;

    /** Value of {@code retryOf} of a command that is not a retry of a dead letter. */
    public static final long NO_RETRY = -1;

    /** Metadata of a command without headers. */
    public static CommandMetadata ofPlace(String topic, int partition, long offset) {
        UUID id = Ids.ofCommandAt(topic, partition, offset);
        return new CommandMetadata(id, false, id, ANY_VERSION, null, null, null, NO_RETRY);
    }

    /**
     * Reads the headers of a command record.
     *
     * @throws InvalidHeaderException if an id is not a UUID, or a version or offset is not a number of zero or above
     */
    public static CommandMetadata read(String topic, int partition, long offset, Headers headers)
            throws InvalidHeaderException {
        UUID givenId = uuid(headers, HeaderNames.ID);
        UUID givenCorrelationId = uuid(headers, HeaderNames.CORRELATION_ID);
        UUID commandId = givenId == null ? Ids.ofCommandAt(topic, partition, offset) : givenId;
        return new CommandMetadata(
                commandId,
                givenId != null,
                givenCorrelationId == null ? commandId : givenCorrelationId,
                number(headers, HeaderNames.EXPECTED_VERSION, ANY_VERSION),
                text(headers, HeaderNames.ACTOR),
                TraceParent.read(headers),
                text(headers, HeaderNames.PROCESS),
                number(headers, HeaderNames.RETRY_OF, NO_RETRY));
    }

    private static long number(Headers headers, String name, long absent) throws InvalidHeaderException {
        String value = text(headers, name);
        if (value == null) {
            return absent;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message that both cases share.
        }
        throw new InvalidHeaderException(name, value, "a number of zero or above");
    }

    private static @Nullable UUID uuid(Headers headers, String name) throws InvalidHeaderException {
        String value = text(headers, name);
        if (value == null) {
            return null;
        }
        try {
            UUID id = UUID.fromString(value);
            if (value.length() == 36) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Falls through: fromString also takes shortened groups, which nothing else would read back.
        }
        throw new InvalidHeaderException(name, value, "a UUID");
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
