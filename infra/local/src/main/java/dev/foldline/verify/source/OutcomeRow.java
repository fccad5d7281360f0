package dev.foldline.verify.source;

import dev.foldline.schema.CommandStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table {@code command_outcomes}.
 *
 * @param decidedAt   in whole microseconds
 * @param firstOffset on a duplicate, offset of the command that was decided; else equal to {@code commandOffset}
 */
public record OutcomeRow(
        int partition,
        long commandOffset,
        UUID commandId,
        String aggregateId,
        String aggregateType,
        CommandStatus status,
        String code,
        String message,
        @Nullable Long expectedVersion,
        @Nullable Long actualVersion,
        long aggregateVersion,
        long lastPosition,
        int eventCount,
        Instant decidedAt,
        long firstOffset) {

    public boolean duplicate() {
        return firstOffset != commandOffset;
    }
}
