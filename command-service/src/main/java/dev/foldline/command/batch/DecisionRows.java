package dev.foldline.command.batch;

import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.DeadLetter;
import dev.foldline.command.store.entry.OutcomePart;
import dev.foldline.command.store.entry.StorableText;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.contract.CommandMetadata;
import dev.foldline.contract.TimeOrderedIds;
import dev.foldline.domain.version.EventVersion;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes the rows of one batch, all of one instant. Not thread-safe. */
final class DecisionRows {

    /** Longest sentence that a row and a record carry; what goes beyond is cut. */
    private static final int MESSAGE_CHARS_MAX = 1000;

    private final TimeOrderedIds eventIds;
    private final Instant now;

    /**
     * @param now in whole microseconds
     */
    DecisionRows(TimeOrderedIds eventIds, Instant now) {
        this.eventIds = eventIds;
        this.now = now;
    }

    /** When all of this batch is decided. */
    Instant now() {
        return now;
    }

    /** An event at the draft's next position and the given version of its stream. */
    StoredEvent event(IncomingCommand.Decodable command, PartitionDraft draft, long version, DecidedEvent event) {
        CommandMetadata metadata = command.metadata();
        return new StoredEvent(
                draft.owner().partition(),
                draft.nextPosition(),
                command.stream().aggregateId(),
                command.type().name(),
                version,
                eventIds.next(),
                event.schema().getFullName(),
                EventVersion.of(event.schema()),
                event.payload(),
                now,
                metadata.correlationId(),
                metadata.commandId(),
                command.record().offset(),
                carriedOn(command, event));
    }

    private static StoredEvent.Metadata carriedOn(IncomingCommand.Decodable command, DecidedEvent event) {
        CommandMetadata metadata = command.metadata();
        if (command.bulk()) {
            return new StoredEvent.Metadata(
                    metadata.actor(),
                    metadata.traceParent(),
                    metadata.process(),
                    event.part(),
                    command.commands().size());
        }
        return metadata.actor() == null && metadata.traceParent() == null && metadata.process() == null
                ? StoredEvent.Metadata.NONE
                : new StoredEvent.Metadata(metadata.actor(), metadata.traceParent(), metadata.process(), 0, 0);
    }

    /** The outcome of a command that leaves no events. */
    CommandOutcome outcome(
            IncomingCommand.Decodable command, PartitionDraft draft, StreamDraft stream, OutcomeReason reason) {
        Subject subject =
                new Subject(command.stream().aggregateId(), command.type().name(), stream.version());
        List<OutcomePart> parts =
                command.bulk() ? reason.parts(command.commands().size(), stream.version()) : List.of();
        return row(command, draft, subject, reason, parts);
    }

    /** The outcome of a record that is not a valid command. */
    CommandOutcome outcome(IncomingCommand.Undecodable command, PartitionDraft draft) {
        OutcomeReason reason = OutcomeReason.failed(command.code(), command.message());
        return row(command, draft, new Subject(command.aggregateId(), "", 0), reason, List.of());
    }

    /** The record as it came, beside the outcome that says why it was given up. */
    DeadLetter deadLetter(ConsumerRecord<byte[], byte[]> record, String code, String message, String exception) {
        List<DeadLetter.RecordHeader> headers = Arrays.stream(record.headers().toArray())
                .map(header -> new DeadLetter.RecordHeader(header.key(), header.value()))
                .toList();
        return new DeadLetter(
                record.partition(),
                record.offset(),
                record.key(),
                record.value(),
                headers,
                code,
                sentence(message),
                exception,
                now);
    }

    /** The record's key and value, and nothing else that came from outside. */
    DeadLetter bareDeadLetter(IncomingCommand.Undecodable command) {
        ConsumerRecord<byte[], byte[]> record = command.record();
        return new DeadLetter(
                record.partition(),
                record.offset(),
                record.key(),
                record.value(),
                List.of(),
                command.code(),
                command.message(),
                command.exception(),
                now);
    }

    /** What a command was for, as far as it is known. */
    private record Subject(String aggregateId, String aggregateType, long version) {}

    private CommandOutcome row(
            IncomingCommand command,
            PartitionDraft draft,
            Subject subject,
            OutcomeReason reason,
            List<OutcomePart> parts) {
        long offset = command.record().offset();
        return new CommandOutcome(
                draft.owner().partition(),
                offset,
                command.metadata().commandId(),
                command.metadata().correlationId(),
                subject.aggregateId(),
                subject.aggregateType(),
                reason.status(),
                reason.code(),
                sentence(reason.message()),
                reason.expectedVersion(),
                reason.actualVersion(),
                subject.version(),
                draft.nextPosition() - 1,
                0,
                now,
                offset,
                parts,
                command.metadata().process());
    }

    /** Text from outside may be long; what Postgres cannot hold of it, the rows themselves replace. */
    static String sentence(String text) {
        return StorableText.cut(text, MESSAGE_CHARS_MAX);
    }
}
