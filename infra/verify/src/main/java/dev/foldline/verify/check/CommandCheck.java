package dev.foldline.verify.check;

import dev.foldline.contract.CommandMetadata;
import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.InvalidHeaderException;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.verify.source.EventRow;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Every decided command is in {@code events} or in {@code command_outcomes}, under its id, never in both or neither;
 * and a command id is decided once, unless it failed and was sent again by way of its dead letter.
 */
public final class CommandCheck {

    private final Findings findings = new Findings("every command in events or in command_outcomes, decided once");
    private final Map<String, Decision> decisions = new HashMap<>();
    private Set<UUID> decidedAgain = Set.of();
    private long nextOffset;
    private long commandsFrom;
    private long decidedWithEvents;
    private long decidedWithOutcome;
    private long undecided;
    private long retried;

    /** One decision of a command id that has several. */
    private record Decision(long offset, CommandStatus status) {}

    void beginPartition(PartitionWalk.Sources sources) {
        decisions.clear();
        decidedAgain = sources.decidedAgain();
        nextOffset = sources.read().nextOffset();
        commandsFrom = sources.commandsFrom();
    }

    void command(CommandTrace trace) {
        boolean inEvents = !trace.events().isEmpty();
        boolean inOutcomes = trace.outcome() != null;
        checkDecidedOnce(trace);
        String misplaced = misplaced(trace.events());
        if (misplaced != null) {
            findings.differ(trace.place() + ": " + misplaced);
        }
        if (trace.command() == null) {
            if ((inEvents || inOutcomes) && trace.offset() >= commandsFrom) {
                findings.differ(
                        trace.place() + " is in the tables, but its record is not on the topic, or out of order");
            }
            return;
        }
        if (trace.offset() >= nextOffset) {
            undecided++;
            if (inEvents || inOutcomes) {
                findings.differ(trace.place() + " is in the tables, but command_partitions says that " + nextOffset
                        + " is next");
            }
            return;
        }
        decidedWithEvents += inEvents ? 1 : 0;
        decidedWithOutcome += inOutcomes ? 1 : 0;
        if (inEvents && inOutcomes) {
            findings.differ(trace.place() + " is in both, events and command_outcomes");
        } else if (!inEvents && !inOutcomes) {
            findings.differ(trace.place() + " is in neither, events nor command_outcomes");
        } else {
            UUID sent = sentId(trace.command());
            if (sent != null && !sent.equals(trace.decidedId())) {
                findings.differ(trace.place() + " has id " + sent + ", but was decided as " + trace.decidedId());
            }
        }
    }

    private void checkDecidedOnce(CommandTrace trace) {
        CommandResult decided = trace.expectedResult();
        if (decided == null) {
            return;
        }
        Long retryOf = trace.command() == null
                ? null
                : EventHeaders.number(trace.command().headers(), HeaderNames.RETRY_OF);
        if (decided.getDuplicate()) {
            if (decided.getStatus() == CommandStatus.FAILED && Objects.equals(retryOf, decided.getCommandOffset())) {
                findings.differ(trace.place() + " is a retry of the failure at offset " + retryOf
                        + ", but was answered as a duplicate of it");
            }
            return;
        }
        if (decidedAgain.contains(UUID.fromString(decided.getCommandId()))) {
            Decision now = new Decision(trace.offset(), decided.getStatus());
            Decision before = decisions.put(decided.getAggregateId() + '\n' + decided.getCommandId(), now);
            if (before == null) {
                return;
            }
            boolean itsRetry = trace.command() == null || Objects.equals(retryOf, before.offset());
            if (before.status() == CommandStatus.FAILED && itsRetry) {
                retried++;
            } else {
                findings.differ(trace.place() + " decides " + decided.getCommandId() + " again, which was "
                        + before.status() + " at offset " + before.offset() + ", and its header "
                        + HeaderNames.RETRY_OF + " is " + retryOf);
            }
        }
    }

    public CheckReport report() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("with events", decidedWithEvents);
        counts.put("with an outcome", decidedWithOutcome);
        counts.put("decided by a retry", retried);
        counts.put("not decided yet", undecided);
        return findings.report(counts);
    }

    /** A phrase about the first event of a command that is not where its part belongs; null where none is. */
    private static @Nullable String misplaced(List<EventRow> events) {
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

    private static @Nullable UUID sentId(ConsumerRecord<byte[], byte[]> command) {
        try {
            return CommandMetadata.read(command.topic(), command.partition(), command.offset(), command.headers())
                    .commandId();
        } catch (InvalidHeaderException e) {
            // The command was refused for it; under which id is not promised.
            return null;
        }
    }
}
