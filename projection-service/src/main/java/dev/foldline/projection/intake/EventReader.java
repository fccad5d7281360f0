package dev.foldline.projection.intake;

import dev.foldline.contract.HeaderNames;
import dev.foldline.domain.view.Event;
import dev.foldline.domain.view.EventMetadata;
import dev.foldline.projection.deadletter.IncomingRecord;
import dev.foldline.projection.deadletter.UnappliedEventException;
import dev.foldline.projection.intake.batch.RecordBatch;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of the events topic: the position first, which every event must have, and the rest only of those types
 * that the projection folds.
 *
 * <p>Not thread-safe: one per stream task.
 */
public final class EventReader {

    /** In place of a position: positions begin with 1. */
    public static final long NO_POSITION = 0;

    private final AvroDecoder decoder;
    private final byte[][] types;

    /**
     * @param events schemas of the events that the projection folds, under their former names too (Avro aliases)
     */
    public EventReader(RegistrySchemas schemas, Collection<Schema> events) {
        this.decoder = new AvroDecoder(schemas, events);
        this.types = events.stream()
                .flatMap(event -> Stream.concat(Stream.of(event.getFullName()), event.getAliases().stream()))
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    /** The position in a record's header, {@link #NO_POSITION} where it is missing or not a number. */
    public static long position(Headers headers) {
        Header header = headers.lastHeader(HeaderNames.POSITION);
        return EventHeaders.position(header == null ? null : header.value());
    }

    /** A record that came from a partition of the events topic. */
    static IncomingRecord incoming(RecordBatch.Item item, EventHeaders headers, int partition) {
        return new IncomingRecord(
                item.key(), item.value(), item.headers(), partition, headers.position(), item.timeMs());
    }

    /**
     * Whether the projection folds events of this type; told by a header, so that others cost no decoding.
     *
     * @throws IllegalArgumentException if the header is missing
     */
    boolean reads(EventHeaders headers) {
        byte[] type = value(headers.type(), HeaderNames.TYPE);
        for (byte[] known : types) {
            if (Arrays.equals(known, type)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The event that a record of a type that is folded holds.
     *
     * @throws UnappliedEventException                          if a header is missing or wrong, or the value is not
     *                                                          what its header says
     * @throws dev.foldline.serde.RegistryUnavailableException if the writer's schema is not known yet and the registry
     *                                                          did not answer, or has another one under its id
     */
    public Event read(IncomingRecord incoming) {
        return read(incoming, EventHeaders.of(incoming.headers()));
    }

    /** The same for a record whose headers have been looked at. */
    Event read(IncomingRecord incoming, EventHeaders headers) {
        try {
            EventMetadata metadata = new EventMetadata(
                    text(headers.subject(), HeaderNames.SUBJECT),
                    number(headers.version(), HeaderNames.AGGREGATE_VERSION),
                    incoming.partition(),
                    incoming.position(),
                    time(headers.time()),
                    incoming.key());
            byte[] type = value(headers.type(), HeaderNames.TYPE);
            return new Event(decoder.decode(incoming.value(), type, headers.fingerprint()), metadata);
        } catch (UndecodableException | IllegalArgumentException e) {
            throw new UnappliedEventException(e.getMessage(), e);
        }
    }

    private static Instant time(byte @Nullable [] header) {
        String value = text(header, HeaderNames.TIME);
        try {
            return EventTime.parse(value);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("header " + HeaderNames.TIME + " is \"" + value + "\", not RFC 3339", e);
        }
    }

    private static long number(byte @Nullable [] header, String name) {
        String value = text(header, name);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("header " + name + " is \"" + value + "\", not a number", e);
        }
    }

    private static String text(byte @Nullable [] header, String name) {
        return new String(value(header, name), StandardCharsets.UTF_8);
    }

    private static byte[] value(byte @Nullable [] header, String name) {
        if (header == null) {
            throw new IllegalArgumentException("header " + name + " is missing");
        }
        return header;
    }
}
