package dev.foldline.contract;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a command, with defaults for those that are absent.
 *
 * <p>Of a header that comes several times the last one counts.
 *
 * @param commandId       {@code ce_id}, or {@link Ids#ofCommandText} of it where it is not a UUID, or a UUIDv5 of the
 *                        record's place where there is none
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

    private static final int UUID_CHARS = 36;

    /** What a message shows of an invalid header. */
    private static final int SHOWN_CHARS_MAX = 200;

    /** Metadata of a command without headers. */
    public static CommandMetadata ofPlace(String topic, int partition, long offset) {
        UUID id = Ids.ofCommandAt(topic, partition, offset);
        return new CommandMetadata(id, false, id, ANY_VERSION, null, null, null, NO_RETRY);
    }

    /**
     * Reads the headers of a command record.
     *
     * @throws InvalidHeaderException if the command id is not text, the correlation id is not a UUID, or a version or
     *                                offset is not a number of zero or above; it has what the other headers say
     */
    public static CommandMetadata read(String topic, int partition, long offset, Headers headers)
            throws InvalidHeaderException {
        Reading reading = new Reading(headers);
        UUID givenId = reading.commandId();
        UUID commandId = givenId == null ? Ids.ofCommandAt(topic, partition, offset) : givenId;
        UUID givenCorrelationId = reading.correlationId();
        CommandMetadata metadata = new CommandMetadata(
                commandId,
                givenId != null,
                givenCorrelationId == null ? commandId : givenCorrelationId,
                reading.number(HeaderNames.EXPECTED_VERSION, ANY_VERSION),
                text(headers, HeaderNames.ACTOR),
                TraceParent.read(headers),
                text(headers, HeaderNames.PROCESS),
                reading.number(HeaderNames.RETRY_OF, NO_RETRY));
        if (reading.fault != null) {
            throw new InvalidHeaderException(reading.fault, metadata);
        }
        return metadata;
    }

    /** Reads one header after the other, and keeps what is wrong with the first that is invalid. */
    private static final class Reading {

        private final Headers headers;
        private @Nullable String fault;

        Reading(Headers headers) {
            this.headers = headers;
        }

        @Nullable
        UUID commandId() {
            Header header = headers.lastHeader(HeaderNames.ID);
            if (header == null || header.value() == null) {
                return null;
            }
            String value;
            try {
                value = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(header.value()))
                        .toString();
            } catch (CharacterCodingException e) {
                return invalid(HeaderNames.ID, new String(header.value(), StandardCharsets.UTF_8), "UTF-8 text");
            }
            if (value.isEmpty()) {
                return invalid(HeaderNames.ID, value, "an id");
            }
            UUID id = uuid(value);
            return id == null ? Ids.ofCommandText(value) : id;
        }

        @Nullable
        UUID correlationId() {
            String value = text(headers, HeaderNames.CORRELATION_ID);
            if (value == null) {
                return null;
            }
            UUID id = uuid(value);
            return id == null ? invalid(HeaderNames.CORRELATION_ID, value, "a UUID") : id;
        }

        long number(String name, long absent) {
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
            invalid(name, value, "a number of zero or above");
            return absent;
        }

        @Nullable
        private UUID invalid(String header, String value, String wanted) {
            if (fault == null) {
                String shown = value.length() <= SHOWN_CHARS_MAX ? value : value.substring(0, SHOWN_CHARS_MAX) + "…";
                fault = "header " + header + " is \"" + shown + "\", not " + wanted;
            }
            return null;
        }
    }

    /** Null where the text is not a UUID in its one usual form: {@link UUID#fromString} takes others too. */
    private static @Nullable UUID uuid(String value) {
        if (value.length() != UUID_CHARS) {
            return null;
        }
        try {
            UUID id = UUID.fromString(value);
            return id.toString().equalsIgnoreCase(value) ? id : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
