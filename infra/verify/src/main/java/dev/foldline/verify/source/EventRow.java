package dev.foldline.verify.source;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table {@code events}.
 *
 * @param occurredAt  in whole microseconds
 * @param actor       from the column {@code metadata}
 * @param traceParent from the column {@code metadata}
 * @param process     from the column {@code metadata}
 * @param part        which command of a bulk left it, from 1; 0 where it was no bulk
 * @param parts       how many commands the bulk has; 0 where it was no bulk
 */
public record EventRow(
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
        @Nullable String actor,
        @Nullable String traceParent,
        @Nullable String process,
        int part,
        int parts) {

    /** How messages name the row. */
    public String place() {
        return "partition " + partition + " position " + position + " (" + aggregateId + " version " + aggregateVersion
                + ")";
    }
}
