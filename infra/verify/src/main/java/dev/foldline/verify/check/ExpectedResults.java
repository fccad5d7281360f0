package dev.foldline.verify.check;

import dev.foldline.schema.CommandPart;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.OutcomeRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What the result of a command must say, made from the rows that the command left. */
final class ExpectedResults {

    private static final String NOT_APPLIED = "bulk-not-applied";

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
                .setParts(partsOf(events))
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

    /** The parts of a bulk that left events, one for each of its commands; none where it was no bulk. */
    private static List<CommandPart> partsOf(List<EventRow> events) {
        EventRow first = events.getFirst();
        List<CommandPart> parts = new ArrayList<>();
        long version = first.aggregateVersion() - 1;
        for (int number = 1; number <= first.parts(); number++) {
            int part = number;
            int count =
                    (int) events.stream().filter(event -> event.part() == part).count();
            version += count;
            parts.add(new CommandPart(CommandStatus.ACCEPTED, version, count, "", ""));
        }
        return parts;
    }

    /**
     * A phrase about the first part that contradicts the rest of a result, as a bulk holds whole or not at all; null
     * where nothing does.
     */
    static @Nullable String contradiction(CommandResult result) {
        boolean accepted = result.getStatus() == CommandStatus.ACCEPTED;
        long version = result.getAggregateVersion() - (accepted ? result.getEventCount() : 0);
        int number = 0;
        int atFault = 0;
        for (CommandPart part : result.getParts()) {
            number++;
            version += part.getEventCount();
            if (part.getStatus() != result.getStatus()) {
                return "part " + number + " is " + part.getStatus() + ", but the bulk is " + result.getStatus();
            }
            if (part.getAggregateVersion() != version) {
                return "part " + number + " is at version " + part.getAggregateVersion() + ", not " + version;
            }
            if (part.getErrorCode().equals(result.getErrorCode())) {
                atFault++;
            } else if (accepted || !part.getErrorCode().equals(NOT_APPLIED)) {
                return "part " + number + " has code " + part.getErrorCode() + ", but the bulk has "
                        + result.getErrorCode();
            }
        }
        if (number > 0 && version != result.getAggregateVersion()) {
            return "the parts end at version " + version + ", but the bulk at " + result.getAggregateVersion();
        }
        return number == 0 || atFault == 1 || atFault == number
                ? null
                : atFault + " of " + number + " parts are at fault, but one is, or all are";
    }
}
