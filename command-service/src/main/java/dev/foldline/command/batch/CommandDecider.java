package dev.foldline.command.batch;

import dev.foldline.command.batch.DecisionRows.Refusal;
import dev.foldline.command.decide.AggregateType;
import dev.foldline.command.store.CommandOutcome;
import dev.foldline.command.store.StreamId;
import dev.foldline.contract.CommandMetadata;
import dev.foldline.contract.TimeOrderedIds;
import dev.foldline.schema.CommandStatus;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistryUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decides one command after the other and writes down what follows: events, an outcome, or an outcome and a dead
 * letter.
 *
 * <p>In this order: repeated? stream foldable? expected version? aggregate type? and only then the domain. Not
 * thread-safe.
 */
final class CommandDecider {

    /**
     * Bound of what names of headers, ids and framing add to an event's record, beside key, actor and trace context.
     */
    private static final int RECORD_OVERHEAD_BYTES = 1024;

    /** The key stands in a record as key and as subject, and in a result's value. */
    private static final int KEYS_PER_RECORD = 3;

    private static final String OPERATION_FAILED = "aggregate-operation-failed";

    private final AvroEncoder eventEncoder;
    private final TimeOrderedIds eventIds;
    private final InstantSource clock;
    private final int recordBytesMax;
    private DecisionRows rows;
    private Set<StreamId> contended = Set.of();

    /**
     * @param recordBytesMax largest record that the events topic takes, headers included
     */
    CommandDecider(AvroEncoder eventEncoder, TimeOrderedIds eventIds, InstantSource clock, int recordBytesMax) {
        this.eventEncoder = eventEncoder;
        this.eventIds = eventIds;
        this.clock = clock;
        this.recordBytesMax = recordBytesMax;
        this.rows = new DecisionRows(eventIds, Instant.EPOCH);
    }

    /**
     * Starts a batch: all its commands are decided at one instant.
     *
     * @param contendedStreams streams that others keep writing to; commands for them fail
     */
    void startBatch(Set<StreamId> contendedStreams) {
        rows = new DecisionRows(eventIds, clock.instant().truncatedTo(ChronoUnit.MICROS));
        contended = contendedStreams;
    }

    /**
     * Decides the next command of a partition; its rows and the moved stream are in the draft afterwards.
     *
     * @throws RegistryUnavailableException if the id of an event's schema cannot be had now
     */
    void decide(IncomingCommand command, PartitionDraft draft) {
        switch (command) {
            case IncomingCommand.Undecodable bad -> {
                draft.add(rows.outcome(bad, draft));
                draft.add(rows.deadLetter(bad.record(), bad.code(), bad.message(), bad.exception()));
            }
            case IncomingCommand.Decodable good -> {
                StreamDraft stream = draft.stream(good.stream());
                if (stream == null) {
                    throw new IllegalStateException(good.stream() + " was not loaded before its command was decided");
                }
                decide(good, draft, stream);
                stream.answered(good.metadata().commandId());
            }
        }
        draft.passed(command.record().offset());
    }

    private void decide(IncomingCommand.Decodable command, PartitionDraft draft, StreamDraft stream) {
        CommandOutcome first = firstOutcome(command, draft, stream);
        if (first != null) {
            draft.add(first.repeatedAt(
                    command.record().offset(), command.metadata().correlationId()));
            return;
        }
        if (stream.broken() != null) {
            fail(command, draft, stream, stream.broken(), "");
            return;
        }
        if (contended.contains(stream.id())) {
            fail(command, draft, stream, "others kept writing to " + stream.id().aggregateId() + " meanwhile", "");
            return;
        }
        Refusal refusal = refusalBeforeDomain(command, stream);
        if (refusal != null) {
            draft.add(rows.outcome(command, draft, stream, refusal));
            return;
        }
        askDomain(command, draft, stream);
    }

    private static @Nullable CommandOutcome firstOutcome(
            IncomingCommand.Decodable command, PartitionDraft draft, StreamDraft stream) {
        CommandMetadata metadata = command.metadata();
        if (!metadata.explicitId()) {
            return null;
        }
        return stream.answeredInThisBatch(metadata.commandId())
                ? draft.outcomeOf(stream.id(), metadata.commandId())
                : stream.answeredEarlier(metadata.commandId());
    }

    private static @Nullable Refusal refusalBeforeDomain(IncomingCommand.Decodable command, StreamDraft stream) {
        long expected = command.metadata().expectedVersion();
        String aggregateId = stream.id().aggregateId();
        if (expected != CommandMetadata.ANY_VERSION && expected != stream.version()) {
            return new Refusal(
                    CommandStatus.REJECTED,
                    "version-conflict",
                    "Concurrency conflict for aggregate " + aggregateId + ". Expected version " + expected
                            + ", but actual version is " + stream.version(),
                    expected,
                    stream.version());
        }
        AggregateType<?, ?, ?> type = stream.type();
        if (type != null && !type.equals(command.type())) {
            return Refusal.rejected(
                    "aggregate-type-mismatch",
                    aggregateId + " is of type " + type.name() + ", but "
                            + command.command().getSchema().getFullName() + " is a command for type "
                            + command.type().name());
        }
        return null;
    }

    private void askDomain(IncomingCommand.Decodable command, PartitionDraft draft, StreamDraft stream) {
        Behaviour.Verdict verdict;
        List<byte[]> payloads = new ArrayList<>(1);
        try {
            verdict = Behaviour.decide(
                    command.type(), stream.id().aggregateId(), command.command(), stream.stateFor(command.type()));
            if (verdict instanceof Behaviour.Verdict.Accepted accepted) {
                accepted.events().forEach(event -> payloads.add(eventEncoder.encode(event)));
            }
        } catch (RegistryUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            fail(command, draft, stream, "deciding failed: " + e, e.getClass().getName());
            return;
        }
        switch (verdict) {
            case Behaviour.Verdict.Rejected(String code, String message) ->
                draft.add(rows.outcome(command, draft, stream, Refusal.rejected(code, message)));
            case Behaviour.Verdict.Accepted accepted -> accept(command, draft, stream, accepted, payloads);
        }
    }

    private void accept(
            IncomingCommand.Decodable command,
            PartitionDraft draft,
            StreamDraft stream,
            Behaviour.Verdict.Accepted accepted,
            List<byte[]> payloads) {
        long largestBytes = overheadBytes(command)
                + payloads.stream().mapToInt(payload -> payload.length).max().orElse(0);
        // What could not be forwarded must be refused here: after the commit it is too late.
        if (largestBytes > recordBytesMax) {
            draft.add(rows.outcome(
                    command,
                    draft,
                    stream,
                    Refusal.rejected(
                            "record-too-large",
                            "an event of " + stream.id().aggregateId() + " could take " + largestBytes
                                    + " bytes on the events topic, which takes " + recordBytesMax)));
            return;
        }
        for (int i = 0; i < payloads.size(); i++) {
            SpecificRecord event = accepted.events().get(i);
            draft.add(rows.event(command, draft, stream.version() + 1 + i, event.getSchema(), payloads.get(i)));
        }
        stream.moved(command.type(), accepted.state(), payloads.size());
        if (payloads.isEmpty()) {
            draft.add(rows.outcome(command, draft, stream, Refusal.NONE));
        }
    }

    private void fail(
            IncomingCommand.Decodable command,
            PartitionDraft draft,
            StreamDraft stream,
            String message,
            String exception) {
        draft.add(rows.outcome(command, draft, stream, Refusal.failed(OPERATION_FAILED, message)));
        draft.add(rows.deadLetter(command.record(), OPERATION_FAILED, message, exception));
    }

    private static long overheadBytes(IncomingCommand.Decodable command) {
        CommandMetadata metadata = command.metadata();
        return RECORD_OVERHEAD_BYTES
                + (long) KEYS_PER_RECORD * command.record().key().length
                + utf8Bytes(metadata.actor())
                + utf8Bytes(metadata.traceParent());
    }

    private static long utf8Bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
