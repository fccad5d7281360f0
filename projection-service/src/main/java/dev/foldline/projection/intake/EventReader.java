package dev.foldline.projection.intake;

import dev.foldline.contract.HeaderNames;
import dev.foldline.projection.deadletter.Arrival;
import dev.foldline.projection.deadletter.UnappliedEventException;
import dev.foldline.projection.view.Event;
import dev.foldline.projection.view.EventMetadata;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Reads records of the events topic: the position first, which every event must have, and the rest only of those types
 * that the projection folds.
 *
 * <p>Not thread-safe: one per stream task.
 */
public final class EventReader {

    /** In place of a position: positions begin with 1. */
    public static final long NO_POSITION = 0;

    private static final long POSITION_MAX = Long.MAX_VALUE / 100;

    private final AvroDecoder decoder;
    private final Set<String> types;

    /**
     * @param events schemas of the events that the projection folds
     */
    public EventReader(RegistrySchemas schemas, Collection<Schema> events) {
        this.decoder = new AvroDecoder(schemas, events);
        this.types = events.stream().map(Schema::getFullName).collect(Collectors.toUnmodifiableSet());
    }

    /** The position that a record says, {@link #NO_POSITION} where it says none or no number. */
    public static long position(Headers headers) {
        Header header = headers.lastHeader(HeaderNames.POSITION);
        if (header == null || header.value() == null || header.value().length == 0) {
            return NO_POSITION;
        }
        long position = 0;
        for (byte digit : header.value()) {
            if (digit < '0' || digit > '9' || position > POSITION_MAX) {
                return NO_POSITION;
            }
            position = 10 * position + (digit - '0');
        }
        return position == 0 ? NO_POSITION : position;
    }

    /**
     * Whether the projection folds events of this type; told by a header, so that others cost no decoding.
     *
     * @throws IllegalArgumentException if the header is missing
     */
    public boolean reads(Headers headers) {
        return types.contains(text(headers, HeaderNames.TYPE));
    }

    /**
     * The event that a record of a type that is folded holds.
     *
     * @throws UnappliedEventException                          if a header is missing or wrong, or the value is not
     *                                                          what its header says
     * @throws dev.foldline.serde.RegistryUnavailableException if the writer's schema is not known yet and the registry
     *                                                          did not answer
     */
    public Event read(Arrival arrival) {
        try {
            Headers headers = arrival.headers();
            EventMetadata metadata = new EventMetadata(
                    text(headers, HeaderNames.SUBJECT),
                    number(headers, HeaderNames.AGGREGATE_VERSION),
                    arrival.partition(),
                    arrival.position(),
                    time(headers));
            return new Event(decoder.decode(arrival.value()), metadata);
        } catch (UndecodableException | IllegalArgumentException e) {
            throw new UnappliedEventException(e.getMessage(), e);
        }
    }

    private static Instant time(Headers headers) {
        String value = text(headers, HeaderNames.TIME);
        try {
            return EventTime.parse(value);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("header " + HeaderNames.TIME + " is \"" + value + "\", not RFC 3339", e);
        }
    }

    private static long number(Headers headers, String name) {
        String value = text(headers, name);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("header " + name + " is \"" + value + "\", not a number", e);
        }
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        if (header == null || header.value() == null) {
            throw new IllegalArgumentException("header " + name + " is missing");
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
