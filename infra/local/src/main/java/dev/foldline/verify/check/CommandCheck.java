package dev.foldline.verify.check;

import dev.foldline.contract.CommandMetadata;
import dev.foldline.contract.InvalidHeaderException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Every decided command is in {@code events} or in {@code command_outcomes}, under its id, never in both or neither.
 */
public final class CommandCheck {

    private final Findings findings = new Findings("every command in events or in command_outcomes");
    private long nextOffset;
    private long commandsFrom;
    private long decidedWithEvents;
    private long decidedWithOutcome;
    private long undecided;

    void beginPartition(PartitionWalk.Sources sources) {
        nextOffset = sources.read().nextOffset();
        commandsFrom = sources.commandsFrom();
    }

    void command(CommandTrace trace) {
        boolean inEvents = trace.lastEvent() != null;
        boolean inOutcomes = trace.outcome() != null;
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

    public CheckReport report() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("with events", decidedWithEvents);
        counts.put("with an outcome", decidedWithOutcome);
        counts.put("not decided yet", undecided);
        return findings.report(counts);
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
