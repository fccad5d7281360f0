package dev.foldline.command.batch;

import dev.foldline.command.store.CommandOutcome;
import dev.foldline.command.store.DeadLetter;
import dev.foldline.command.store.StoredEvent;
import dev.foldline.contract.CommandMetadata;
import dev.foldline.contract.DomainRecords;
import dev.foldline.contract.TimeOrderedIds;
import dev.foldline.schema.CommandStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

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

    /** An event at the draft's next position and the given version of its stream. */
    StoredEvent event(
            IncomingCommand.Decodable command, PartitionDraft draft, long version, Schema schema, byte[] payload) {
        CommandMetadata metadata = command.metadata();
        return new StoredEvent(
                draft.owner().partition(),
                draft.nextPosition(),
                command.stream().aggregateId(),
                command.type().name(),
                version,
                eventIds.next(),
                schema.getFullName(),
                DomainRecords.eventVersion(schema),
                payload,
                now,
                metadata.correlationId(),
                metadata.commandId(),
                command.record().offset(),
                metadata.actor() == null && metadata.traceParent() == null
                        ? StoredEvent.Metadata.NONE
                        : new StoredEvent.Metadata(metadata.actor(), metadata.traceParent()));
    }

    /** The outcome of a command that leaves no events. */
    CommandOutcome outcome(
            IncomingCommand.Decodable command, PartitionDraft draft, StreamDraft stream, Refusal refusal) {
        Subject subject =
                new Subject(command.stream().aggregateId(), command.type().name(), stream.version());
        return row(command, draft, subject, refusal);
    }

    /** The outcome of a record that is no command. */
    CommandOutcome outcome(IncomingCommand.Undecodable command, PartitionDraft draft) {
        Refusal refusal = new Refusal(CommandStatus.FAILED, command.code(), command.message(), null, null);
        return row(command, draft, new Subject(command.aggregateId(), "", 0), refusal);
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

    /**
     * Why a command leaves no events.
     *
     * @param status          {@code ACCEPTED} when nothing had to change
     * @param expectedVersion with code version-conflict, else null
     * @param actualVersion   with code version-conflict, else null
     */
    record Refusal(
            CommandStatus status,
            String code,
            String message,
            @Nullable Long expectedVersion,
            @Nullable Long actualVersion) {

        static final Refusal NONE = new Refusal(CommandStatus.ACCEPTED, "", "", null, null);

        static Refusal rejected(String code, String message) {
            return new Refusal(CommandStatus.REJECTED, code, message, null, null);
        }

        static Refusal failed(String code, String message) {
            return new Refusal(CommandStatus.FAILED, code, message, null, null);
        }
    }

    /** What a command was for, as far as it is known. */
    private record Subject(String aggregateId, String aggregateType, long version) {}

    private CommandOutcome row(IncomingCommand command, PartitionDraft draft, Subject subject, Refusal refusal) {
        long offset = command.record().offset();
        return new CommandOutcome(
                draft.owner().partition(),
                offset,
                command.metadata().commandId(),
                command.metadata().correlationId(),
                subject.aggregateId(),
                subject.aggregateType(),
                refusal.status(),
                refusal.code(),
                sentence(refusal.message()),
                refusal.expectedVersion(),
                refusal.actualVersion(),
                subject.version(),
                draft.nextPosition() - 1,
                0,
                now,
                offset);
    }

    /** Text from outside may be long; what Postgres cannot hold of it, the rows themselves replace. */
    private static String sentence(String text) {
        return text.length() <= MESSAGE_CHARS_MAX ? text : text.substring(0, MESSAGE_CHARS_MAX) + "…";
    }
}
