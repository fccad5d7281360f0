package dev.foldline.verify;

import dev.foldline.contract.HeaderNames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Walks commands, event rows, outcome rows and results of one partition in step, by command offset: each source is read
 * once, front to back, and nothing is kept but the command at hand.
 */
final class PartitionWalk {

    private final PartitionSources sources;
    private final Lookahead<ConsumerRecord<byte[], byte[]>> commands;
    private final Lookahead<EventRow> events;
    private final Lookahead<OutcomeRow> outcomes;
    private final Lookahead<ConsumerRecord<byte[], byte[]>> results;

    PartitionWalk(PartitionSources sources) {
        this.sources = sources;
        this.commands = new Lookahead<>(sources.commands());
        this.events = new Lookahead<>(sources.events());
        this.outcomes = new Lookahead<>(sources.outcomes());
        this.results = new Lookahead<>(sources.results());
    }

    /**
     * Goes to the end of all sources.
     *
     * @param onRow is given each event row in order of position
     */
    void run(Consumer<EventRow> onRow, CommandCheck commandCheck, ResultCheck resultCheck) {
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
        EventRow lastEvent = null;
        int eventCount = 0;
        for (EventRow row = events.peek(); row != null && row.commandOffset() == offset; row = events.peek()) {
            onRow.accept(row);
            lastEvent = row;
            eventCount++;
            events.take();
        }
        OutcomeRow outcome = outcomes.peek();
        if (outcome != null && outcome.commandOffset() == offset) {
            outcomes.take();
        } else {
            outcome = null;
        }
        int partition = sources.read().partition();
        return new CommandTrace(
                partition, offset, command, lastEvent, eventCount, outcome, takeResults(offset, resultCheck));
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
