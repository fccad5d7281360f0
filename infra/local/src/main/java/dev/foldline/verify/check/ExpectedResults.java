package dev.foldline.verify.check;

import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.OutcomeRow;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What the result of a command must say, made from the rows that the command left. */
final class ExpectedResults {

    private ExpectedResults() {}

    /**
     * Result of a command that left events.
     *
     * @param events all of them, in order
     */
    static CommandResult ofEvents(List<EventRow> events) {
        EventRow last = events.getLast();
        return CommandResult.newBuilder()
                .setCommandId(last.causationId().toString())
                .setAggregateId(last.aggregateId())
                .setAggregateType(last.aggregateType())
                .setStatus(CommandStatus.ACCEPTED)
                .setAggregateVersion(last.aggregateVersion())
                .setPartition(last.partition())
                .setCommandOffset(last.commandOffset())
                .setLastPosition(last.position())
                .setEventCount(events.size())
                .setDecidedAt(last.occurredAt())
                .setParts(BulkParts.ofEvents(events))
                .build();
    }

    /** Result of a command that left an outcome. */
    static CommandResult ofOutcome(OutcomeRow row) {
        return CommandResult.newBuilder()
                .setCommandId(row.commandId().toString())
                .setAggregateId(row.aggregateId())
                .setAggregateType(row.aggregateType())
                .setStatus(row.status())
                .setAggregateVersion(row.aggregateVersion())
                .setPartition(row.partition())
                .setCommandOffset(row.firstOffset())
                .setLastPosition(row.lastPosition())
                .setEventCount(row.eventCount())
                .setErrorCode(row.code())
                .setErrorMessage(row.message())
                .setExpectedVersion(row.expectedVersion())
                .setActualVersion(row.actualVersion())
                .setDuplicate(row.duplicate())
                .setDecidedAt(row.decidedAt())
                .setParts(row.parts())
                .build();
    }

    /** The first result again, marked as that. */
    static CommandResult repeated(CommandResult first) {
        return CommandResult.newBuilder(first).setDuplicate(true).build();
    }

    /** A phrase about the first field that differs; null where none does. */
    static @Nullable String difference(CommandResult wanted, CommandResult found) {
        for (Schema.Field field : CommandResult.getClassSchema().getFields()) {
            Object wantedValue = wanted.get(field.pos());
            Object foundValue = found.get(field.pos());
            if (!Objects.equals(wantedValue, foundValue)) {
                return field.name() + " is " + foundValue + ", not " + wantedValue;
            }
        }
        return null;
    }
}
