package dev.foldline.verify.check;

import dev.foldline.contract.HeaderNames;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.OutcomeRow;
import dev.foldline.verify.source.PartitionCursor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Walks commands, event rows, outcome rows and results of one partition in step, by command offset: each source is read
 * once, front to back, and nothing is kept but the command at hand.
 */
public final class PartitionWalk {

    /**
     * Everything that is known of one partition, each in its own order.
     *
     * @param commands        records of the commands topic
     * @param events          rows up to {@code read}, in order of position
     * @param outcomes        rows up to {@code read}, in order of command offset
     * @param results         records of the results topic
     * @param repeatedOffsets offsets of the commands that have duplicates
     * @param decidedAgain    ids of the commands that were decided more than once
     * @param read            up to where the tables were read
     * @param later           where the tables were after the ends of the topics were looked up
     * @param commandsFrom    first offset that retention has left in the commands topic
     * @param resultsPurged   whether retention has removed records from the results topic
     */
    public record Sources(
            Iterator<ConsumerRecord<byte[], byte[]>> commands,
            Iterator<EventRow> events,
            Iterator<OutcomeRow> outcomes,
            Iterator<ConsumerRecord<byte[], byte[]>> results,
            Set<Long> repeatedOffsets,
            Set<UUID> decidedAgain,
            PartitionCursor read,
            PartitionCursor later,
            long commandsFrom,
            boolean resultsPurged) {}

    private final Sources sources;
    private final PeekingIterator<ConsumerRecord<byte[], byte[]>> commands;
    private final PeekingIterator<EventRow> events;
    private final PeekingIterator<OutcomeRow> outcomes;
    private final PeekingIterator<ConsumerRecord<byte[], byte[]>> results;

    public PartitionWalk(Sources sources) {
        this.sources = sources;
        this.commands = new PeekingIterator<>(sources.commands());
        this.events = new PeekingIterator<>(sources.events());
        this.outcomes = new PeekingIterator<>(sources.outcomes());
        this.results = new PeekingIterator<>(sources.results());
    }

    /**
     * Goes to the end of all sources.
     *
     * @param onRow is given each event row in order of position
     */
    public void run(Consumer<EventRow> onRow, CommandCheck commandCheck, ResultCheck resultCheck) {
        commandCheck.beginPartition(sources);
        resultCheck.beginPartition(sources, firstAnswered());
        for (long offset = nextOffset(); offset != Long.MAX_VALUE; offset = nextOffset()) {
            CommandTrace trace = take(offset, onRow, resultCheck);
            commandCheck.command(trace);
            resultCheck.command(trace);
        }
    }

    /** Results below this offset may have gone with retention. */
    private long firstAnswered() {
        ConsumerRecord<byte[], byte[]> first = results.peek();
        if (!sources.resultsPurged()) {
            return 0;
        }
        return first == null ? Long.MAX_VALUE : commandOffset(first, 0);
    }

    private long nextOffset() {
        ConsumerRecord<byte[], byte[]> command = commands.peek();
        EventRow event = events.peek();
        OutcomeRow outcome = outcomes.peek();
        ConsumerRecord<byte[], byte[]> result = results.peek();
        long least = Long.MAX_VALUE;
        least = command == null ? least : Math.min(least, command.offset());
        least = event == null ? least : Math.min(least, event.commandOffset());
        least = outcome == null ? least : Math.min(least, outcome.commandOffset());
        return result == null ? least : Math.min(least, commandOffset(result, Long.MIN_VALUE));
    }

    private CommandTrace take(long offset, Consumer<EventRow> onRow, ResultCheck resultCheck) {
        ConsumerRecord<byte[], byte[]> command = commands.peek();
        if (command != null && command.offset() == offset) {
            commands.take();
        } else {
            command = null;
        }
        List<EventRow> left = new ArrayList<>(1);
        for (EventRow row = events.peek(); row != null && row.commandOffset() == offset; row = events.peek()) {
            onRow.accept(row);
            left.add(row);
            events.take();
        }
        OutcomeRow outcome = outcomes.peek();
        if (outcome != null && outcome.commandOffset() == offset) {
            outcomes.take();
        } else {
            outcome = null;
        }
        int partition = sources.read().partition();
        return new CommandTrace(partition, offset, command, left, outcome, takeResults(offset, resultCheck));
    }

    private List<ConsumerRecord<byte[], byte[]>> takeResults(long offset, ResultCheck resultCheck) {
        List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>(1);
        ConsumerRecord<byte[], byte[]> head = results.peek();
        while (head != null && commandOffset(head, offset) == offset) {
            if (EventHeaders.number(head.headers(), HeaderNames.COMMAND_OFFSET) == null) {
                resultCheck.unmatched(head);
            } else {
                taken.add(head);
            }
            results.take();
            head = results.peek();
        }
        return taken;
    }

    private static long commandOffset(ConsumerRecord<byte[], byte[]> result, long otherwise) {
        Long offset = EventHeaders.number(result.headers(), HeaderNames.COMMAND_OFFSET);
        return offset == null ? otherwise : offset;
    }
}
