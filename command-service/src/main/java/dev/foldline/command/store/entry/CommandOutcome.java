package dev.foldline.command.store.entry;

import dev.foldline.schema.CommandStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command: the whole of its result, as first given.
 *
 * <p>A command that left events has its outcome in their rows; every other has a row of {@code command_outcomes}.
 *
 * @param partition        partition of the command
 * @param commandOffset    offset of the command record that this answers
 * @param commandId        id of the command
 * @param correlationId    correlation id of the command
 * @param aggregateId      the record's key; empty where it had none, shortened where it is
 *                         {@linkplain StorableText#isAggregateId no aggregate id}
 * @param aggregateType    name of the aggregate type; empty where the command could not be decoded
 * @param status           accepted, rejected or failed
 * @param code             code of a rejection or failure, else empty
 * @param message          its sentence, {@linkplain StorableText cleaned}, else empty
 * @param expectedVersion  with code version-conflict, the version expected
 * @param actualVersion    with code version-conflict, the version found
 * @param aggregateVersion version of the stream after the command
 * @param lastPosition     last position of the partition when it was decided
 * @param eventCount       events that the command left
 * @param decidedAt        when it was decided, in whole microseconds
 * @param firstOffset      on a duplicate, offset of the command that was decided; else equal to {@code commandOffset}
 * @param parts            what became of each command of a bulk, in its order; empty where it was no bulk
 * @param process          step of a process that the command is, {@linkplain StorableText cleaned}; null where it is
 *                         none
 */
public record CommandOutcome(
        int partition,
        long commandOffset,
        UUID commandId,
        UUID correlationId,
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
        List<OutcomePart> parts,
        @Nullable String process) {

    public CommandOutcome {
        aggregateId = StorableText.shortened(aggregateId);
        code = StorableText.clean(code);
        message = StorableText.clean(message);
        parts = List.copyOf(parts);
        process = process == null ? null : StorableText.clean(process);
    }

    /**
     * The outcome of an accepted command, as its events tell it.
     *
     * @param events all events of one command, in order, at least one
     */
    public static CommandOutcome ofEvents(List<StoredEvent> events) {
        StoredEvent last = events.getLast();
        return new CommandOutcome(
                last.partition(),
                last.commandOffset(),
                last.causationId(),
                last.correlationId(),
                last.aggregateId(),
                last.aggregateType(),
                CommandStatus.ACCEPTED,
                "",
                "",
                null,
                null,
                last.aggregateVersion(),
                last.position(),
                events.size(),
                last.occurredAt(),
                last.commandOffset(),
                OutcomePart.ofEvents(events),
                last.metadata().process());
    }

    /** Whether this answers a repeat of a command that was decided before. */
    public boolean duplicate() {
        return firstOffset != commandOffset;
    }

    /**
     * Which of two outcomes of one command id is kept: the one that was decided; of two that were, the first; of two
     * that failed, the last. A command fails twice only when it was sent again by way of its dead letter, and only then
     * it is decided after it has failed.
     */
    public static CommandOutcome standing(CommandOutcome a, CommandOutcome b) {
        if (a.firstOffset == b.firstOffset) {
            return a.commandOffset <= b.commandOffset ? a : b;
        }
        if (a.firstOffset > b.firstOffset) {
            return standing(b, a);
        }
        return a.status == CommandStatus.FAILED ? b : a;
    }

    /**
     * The outcome of a later record with the same command id: the first result again.
     *
     * @param itsCorrelationId correlation id of the later record
     * @param itsProcess       step of a process that the later record is, null where it is not one
     */
    public CommandOutcome repeatedAt(long offset, UUID itsCorrelationId, @Nullable String itsProcess) {
        return new CommandOutcome(
                partition,
                offset,
                commandId,
                itsCorrelationId,
                aggregateId,
                aggregateType,
                status,
                code,
                message,
                expectedVersion,
                actualVersion,
                aggregateVersion,
                lastPosition,
                eventCount,
                decidedAt,
                firstOffset,
                parts,
                itsProcess);
    }
}
