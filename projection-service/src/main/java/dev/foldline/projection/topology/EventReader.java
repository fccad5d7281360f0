package dev.foldline.projection.topology;

import dev.foldline.contract.HeaderNames;
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
import org.jspecify.annotations.Nullable;

/**
 * Reads records of the events topic: the position first, which every event must have, and the rest only of those types that
 * the projection folds.
 *
 * <p>Not thread-safe: one per stream task.
 */
final class EventReader {

    private final AvroDecoder decoder;
    private final Set<String> types;

    /**
     * @param events schemas of the events that the projection folds
     */
    EventReader(RegistrySchemas schemas, Collection<Schema> events) {
        this.decoder = new AvroDecoder(schemas, events);
        this.types = events.stream().map(Schema::getFullName).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The position of an event of any type.
     *
     * @throws IllegalArgumentException if the header is missing or no number
     */
    long position(Headers headers) {
        return number(headers, HeaderNames.POSITION);
    }

    /**
     * The event, or null where its type is none that the projection folds.
     *
     * @throws IllegalArgumentException                             if the key or a header is missing or wrong
     * @throws UndecodableException                                 if the value is not what its header says
     * @throws dev.foldline.serde.RegistryUnavailableException if the writer's schema is not known yet and the registry did
     *                                                              not answer
     */
    @Nullable
    Event read(@Nullable String aggregateId, Headers headers, byte @Nullable [] value, int partition, long position)
            throws UndecodableException {
        // Foreign types are told apart by their header, so that they cost no decoding.
        if (!types.contains(text(headers, HeaderNames.TYPE))) {
            return null;
        }
        if (aggregateId == null) {
            throw new IllegalArgumentException("the record has no key, so its aggregate is not known");
        }
        EventMetadata metadata = new EventMetadata(
                aggregateId, number(headers, HeaderNames.AGGREGATE_VERSION), partition, position, time(headers));
        return new Event(decoder.decode(value), metadata);
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
