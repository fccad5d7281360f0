package dev.foldline.command.store.entry;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table {@code events}, and all that its record on the events topic is made of.
 *
 * @param partition        partition of the command, and of this event
 * @param position         place in the partition, from 1 and without gaps
 * @param aggregateId      the stream; {@link StorableText#isAggregateId} holds of it
 * @param aggregateType    name of the stream's aggregate type
 * @param aggregateVersion version of the stream with this event, from 1
 * @param eventId          a UUIDv7
 * @param eventType        full name of the Avro record
 * @param eventVersion     version of the event's shape, from 1
 * @param payload          the record in Confluent's wire format; never changed after construction
 * @param occurredAt       when it was decided, in whole microseconds
 * @param correlationId    follows a request through commands and events
 * @param causationId      the command id
 * @param commandOffset    offset of the command
 * @param metadata         what else the command carried
 */
public record StoredEvent(
        int partition,
        long position,
        String aggregateId,
        String aggregateType,
        long aggregateVersion,
        UUID eventId,
        String eventType,
        int eventVersion,
        byte[] payload,
        Instant occurredAt,
        UUID correlationId,
        UUID causationId,
        long commandOffset,
        Metadata metadata) {

    /**
     * What a command carried on to its events besides ids, {@linkplain StorableText cleaned}; the column
     * {@code metadata}, null where it is {@link #NONE}.
     *
     * @param actor       who asked for it
     * @param traceParent W3C trace context
     * @param process     step of a process that the command is
     * @param part        which command of a bulk left the event, from 1; 0 where it was no bulk
     * @param parts       how many commands the bulk had; 0 where it was none
     */
    public record Metadata(
            @Nullable String actor,
            @Nullable String traceParent,
            @Nullable String process,
            int part,
            int parts) {
        public static final Metadata NONE = new Metadata(null, null, null, 0, 0);

        /** Metadata of an event of a command that was no bulk and no step of a process. */
        public Metadata(@Nullable String actor, @Nullable String traceParent) {
            this(actor, traceParent, null, 0, 0);
        }

        public Metadata {
            actor = actor == null ? null : StorableText.clean(actor);
            traceParent = traceParent == null ? null : StorableText.clean(traceParent);
            process = process == null ? null : StorableText.clean(process);
        }
    }
}
