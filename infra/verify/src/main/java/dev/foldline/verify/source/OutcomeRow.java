package dev.foldline.verify.source;

import dev.foldline.schema.CommandPart;
import dev.foldline.schema.CommandStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table {@code command_outcomes}.
 *
 * @param decidedAt   in whole microseconds
 * @param firstOffset on a duplicate, offset of the command that was decided; else equal to {@code commandOffset}
 * @param parts       from the column {@code parts}, one for each command of a bulk; empty where it was no bulk
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
        long firstOffset,
        List<CommandPart> parts) {

    public boolean duplicate() {
        return firstOffset != commandOffset;
    }
}
