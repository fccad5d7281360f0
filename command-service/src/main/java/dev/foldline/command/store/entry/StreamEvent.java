package dev.foldline.command.store.entry;

import java.time.Instant;
import java.util.UUID;

/**
 * What folding a stream needs of one of its events: less than half of the columns of {@link StoredEvent}, as a load
 * reads many rows for each command.
 *
 * @param aggregateId   the stream
 * @param version       version of the stream with this event, from 1
 * @param type          full name of the Avro record
 * @param payload       the record in Confluent's wire format; never changed after construction
 * @param occurredAt    when it was decided, in whole microseconds
 * @param commandId     the command that it was decided for
 * @param commandOffset offset of that command
 */
public record StreamEvent(
        String aggregateId,
        long version,
        String type,
        byte[] payload,
        Instant occurredAt,
        UUID commandId,
        long commandOffset) {

    public static StreamEvent of(StoredEvent event) {
        return new StreamEvent(
                event.aggregateId(),
                event.aggregateVersion(),
                event.eventType(),
                event.payload(),
                event.occurredAt(),
                event.causationId(),
                event.commandOffset());
    }
}
