package dev.foldline.verify.check;

import dev.foldline.schema.CommandResult;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.OutcomeRow;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * All that one command offset left anywhere.
 *
 * @param command    its record; null where the topic has none
 * @param events     its rows in {@code events}, in order of position
 * @param outcome    its row in {@code command_outcomes}; null where there is none
 * @param results    its records in {@code command-results}
 */
record CommandTrace(
        int partition,
        long offset,
        @Nullable ConsumerRecord<byte[], byte[]> command,
        List<EventRow> events,
        @Nullable OutcomeRow outcome,
        List<ConsumerRecord<byte[], byte[]>> results) {

    /** How messages name the command. */
    String place() {
        return "command partition " + partition + " offset " + offset;
    }

    /** The result that the rows ask for; null where the command left no row. */
    @Nullable
    CommandResult expectedResult() {
        if (!events.isEmpty()) {
            return ExpectedResults.ofEvents(events);
        }
        return outcome == null ? null : ExpectedResults.ofOutcome(outcome);
    }

    /** The command id that the rows say; null where the command left no row. */
    @Nullable
    UUID decidedId() {
        if (!events.isEmpty()) {
            return events.getLast().causationId();
        }
        return outcome == null ? null : outcome.commandId();
    }
}
