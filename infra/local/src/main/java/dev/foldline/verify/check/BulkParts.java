package dev.foldline.verify.check;

import dev.foldline.schema.CommandPart;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.verify.source.EventRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the parts of a bulk must say: it holds whole, or nothing of it does. */
final class BulkParts {

    private static final String NOT_APPLIED = "bulk-not-applied";

    private BulkParts() {}

    /** The parts of a bulk that left events, one for each of its commands; none where it was no bulk. */
    static List<CommandPart> ofEvents(List<EventRow> events) {
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

    /** A phrase about the first event of a command that is not where its part belongs; null where none is. */
    static @Nullable String misplaced(List<EventRow> events) {
        if (events.isEmpty()) {
            return null;
        }
        int parts = events.getFirst().parts();
        int least = parts == 0 ? 0 : 1;
        for (EventRow event : events) {
            if (event.parts() != parts || event.part() < least || event.part() > parts) {
                return event.place() + " is of part " + event.part() + " of " + event.parts()
                        + ", but the command has parts " + least + " to " + parts + " from part " + least + " on";
            }
            least = event.part();
        }
        return null;
    }

    /** A phrase about what contradicts the rest of a result; null where nothing does. */
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
