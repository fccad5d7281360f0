package dev.foldline.command.read;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.runtime.HttpError;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RecordJson;
import dev.foldline.serde.RegistryUnavailableException;
import dev.foldline.serde.UndecodableException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates over HTTP.
 *
 * <ul>
 *   <li>{@code GET /aggregates/ID}: its state as it is, with {@code ?version=N} after its first N events, with
 *       {@code ?at=INSTANT} as it was then.
 *   <li>{@code GET /aggregates/ID/events?from=VERSION&limit=N}: its events with all their metadata, fewer where they
 *       are large; {@code next} is the version to continue from, absent at the end.
 * </ul>
 *
 * <p>Every refusal has the body {@code {"error": CODE, "message": SENTENCE}}: 404 {@code aggregate-not-found} or
 * {@code version-not-found}, 400 {@code bad-NAME} for a parameter, 500 {@code aggregate-not-readable} where this build
 * cannot fold the events or one is missing, and 503 {@code store-unavailable} or {@code registry-unavailable}, both
 * with {@code Retry-After}.
 */
public final class AggregateRoutes implements Consumer<RoutesConfig> {

    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final AggregateReader reader;

    /** Answers, or throws what {@link #answer} makes a refusal of. */
    @FunctionalInterface
    private interface Request {
        ObjectNode answer(Context context, String aggregateId)
                throws UnknownVersionException, UnreadableStreamException, BadParameterException;
    }

    /** A parameter is not valid; the message says what it must be. */
    private static final class BadParameterException extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        private final String name;

        BadParameterException(String name, @Nullable String value, String wanted) {
            super(name + " is \"" + value + "\", not " + wanted);
            this.name = name;
        }
    }

    public AggregateRoutes(AggregateReader reader) {
        this.reader = reader;
    }

    @Override
    public void accept(RoutesConfig routes) {
        routes.get("/aggregates/{id}", context -> answer(context, this::aggregate));
        routes.get("/aggregates/{id}/events", context -> answer(context, this::events));
    }

    private ObjectNode aggregate(Context context, String aggregateId)
            throws UnknownVersionException, UnreadableStreamException, BadParameterException {
        String version = context.queryParam("version");
        String at = context.queryParam("at");
        AggregateState found;
        if (version != null && at != null) {
            throw new BadParameterException("at", at, "to be given together with version");
        } else if (version != null) {
            found = reader.atVersion(aggregateId, number("version", version, Long.MAX_VALUE));
        } else if (at != null) {
            found = reader.at(aggregateId, instant(at));
        } else {
            found = reader.current(aggregateId);
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("aggregateId", aggregateId);
        json.put("aggregateType", found.type());
        json.put("version", found.last().aggregateVersion());
        json.put("partition", found.last().partition());
        json.put("lastPosition", found.last().position());
        json.put("lastEventAt", found.last().occurredAt().toString());
        json.set("state", found.state());
        return json;
    }

    private ObjectNode events(Context context, String aggregateId)
            throws UnknownVersionException, UnreadableStreamException, BadParameterException {
        String from = context.queryParam("from");
        String limit = context.queryParam("limit");
        long fromVersion = from == null ? 1 : number("from", from, Long.MAX_VALUE);
        int most = limit == null ? LIMIT_DEFAULT : (int) number("limit", limit, LIMIT_MAX);
        EventPage found = reader.events(aggregateId, fromVersion, most);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("aggregateId", aggregateId).put("version", found.version());
        ArrayNode events = json.putArray("events");
        AvroDecoder decoder = reader.decoder();
        for (StoredEvent event : found.events()) {
            events.add(json(event, decoder));
        }
        found.next().ifPresent(next -> json.put("next", next));
        return json;
    }

    private static ObjectNode json(StoredEvent event, AvroDecoder decoder) throws UnreadableStreamException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("eventId", event.eventId().toString());
        json.put("eventType", event.eventType());
        json.put("eventVersion", event.eventVersion());
        json.put("aggregateType", event.aggregateType());
        json.put("aggregateVersion", event.aggregateVersion());
        json.put("partition", event.partition());
        json.put("position", event.position());
        json.put("occurredAt", event.occurredAt().toString());
        json.put("correlationId", event.correlationId().toString());
        json.put("causationId", event.causationId().toString());
        json.put("commandOffset", event.commandOffset());
        StoredEvent.Metadata metadata = event.metadata();
        json.put("actor", metadata.actor());
        json.put("traceparent", metadata.traceParent());
        json.put("process", metadata.process());
        if (metadata.parts() > 0) {
            json.put("part", metadata.part()).put("parts", metadata.parts());
        }
        try {
            json.set("data", RecordJson.of(decoder.decode(event.payload(), event.eventType())));
        } catch (UndecodableException e) {
            throw new UnreadableStreamException(
                    event.aggregateId() + " version " + event.aggregateVersion() + ": " + e.getMessage());
        }
        return json;
    }

    private static void answer(Context context, Request request) {
        try {
            context.json(request.answer(context, context.pathParam("id")));
        } catch (UnknownVersionException e) {
            HttpError.send(context, HttpStatus.NOT_FOUND, e.code(), e.getMessage());
        } catch (BadParameterException e) {
            HttpError.send(context, HttpStatus.BAD_REQUEST, "bad-" + e.name, e.getMessage());
        } catch (UnreadableStreamException e) {
            HttpError.send(context, HttpStatus.INTERNAL_SERVER_ERROR, "aggregate-not-readable", e.getMessage());
        } catch (StoreUnavailableException e) {
            HttpError.sendForNow(context, RETRY_AFTER, "store-unavailable", e.getMessage());
        } catch (RegistryUnavailableException e) {
            HttpError.sendForNow(context, RETRY_AFTER, "registry-unavailable", e.getMessage());
        }
    }

    private static long number(String name, String given, long most) throws BadParameterException {
        try {
            long number = Long.parseLong(given);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message that both cases share.
        }
        throw new BadParameterException(
                name, given, most == Long.MAX_VALUE ? "a number from 1 on" : "a number from 1 to " + most);
    }

    private static Instant instant(String given) throws BadParameterException {
        try {
            return Instant.parse(given);
        } catch (DateTimeParseException e) {
            throw new BadParameterException("at", given, "an instant as 2026-11-21T10:15:30Z");
        }
    }
}
