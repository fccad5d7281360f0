package dev.foldline.command.batch;

import dev.foldline.command.batch.rule.RecordLimits;
import dev.foldline.command.batch.rule.Refusal;
import dev.foldline.command.forward.EventRecords;
import dev.foldline.command.forward.RecordSize;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.stream.BrokenStream;
import dev.foldline.command.stream.DeciderRunner;
import dev.foldline.command.stream.FoldedState;
import dev.foldline.command.stream.InlineViewRows;
import dev.foldline.command.stream.LoadProbe;
import dev.foldline.command.stream.SnapshotCodec;
import dev.foldline.command.stream.SnapshotCodec.UnusableSnapshotException;
import dev.foldline.command.stream.SnapshotPolicy;
import dev.foldline.command.stream.StreamState;
import dev.foldline.command.stream.WorkMark;
import dev.foldline.contract.CommandMetadata;
import dev.foldline.contract.TimeOrderedIds;
import dev.foldline.domain.AggregateType;
import dev.foldline.runtime.fault.BrokenMachine;
import dev.foldline.schema.CommandStatus;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistryUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
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

    /** What position and version can take more when the event gets them. */
    private static final int NUMBERS_BYTES = 2 * 19;

    /** The key is in a record as key and as subject, and in a result's value. */
    private static final int KEYS_PER_RECORD = 3;

    private final AvroEncoder eventEncoder;
    private final TimeOrderedIds eventIds;
    private final InstantSource clock;
    private final RecordLimits limits;
    private final EventRecords eventRecords;
    private final boolean versionCheck;
    private final SnapshotPolicy snapshotPolicy;
    private final SnapshotCodec snapshots;
    private final LoadProbe probe;
    private final InlineViewRows views;
    private final WorkMark mark;
    private DecisionRows rows;
    private Set<StreamId> contended = Set.of();
    private @Nullable Refusal refusal;

    CommandDecider(
            DecisionContext context,
            AvroEncoder eventEncoder,
            TimeOrderedIds eventIds,
            SnapshotCodec snapshots,
            BatchDecider.Timing timing) {
        this.mark = timing.mark();
        this.eventEncoder = eventEncoder;
        this.eventIds = eventIds;
        this.clock = context.clock();
        this.limits = context.limits();
        this.eventRecords = new EventRecords(context.topics().events(), context.schemas()::fingerprintOf);
        this.versionCheck = context.checks().version();
        this.snapshotPolicy = context.snapshots();
        this.snapshots = snapshots;
        this.probe = timing.probe();
        this.views = new InlineViewRows(context.types());
        this.rows = new DecisionRows(eventIds, Instant.EPOCH);
    }

    /**
     * Starts a batch: all its commands are decided at one instant.
     *
     * @param contendedStreams streams that others keep writing to; commands for them fail
     * @param ofAll            why each command of the batch fails that was not decided before; null where none does
     */
    void startBatch(Set<StreamId> contendedStreams, @Nullable Refusal ofAll) {
        refusal = ofAll;
        rows = new DecisionRows(eventIds, clock.instant().truncatedTo(ChronoUnit.MICROS));
        contended = contendedStreams;
    }

    /**
     * Decides the next command of a partition; its rows and the moved stream are in the draft afterwards.
     *
     * @throws RegistryUnavailableException if the id of an event's schema cannot be had now
     */
    void decide(IncomingCommand command, PartitionDraft draft) {
        mark.at(command);
        int eventsBefore = draft.eventCount();
        StreamId remembering = command.rememberedBy();
        CommandOutcome first = remembering == null ? null : firstOutcome(command, draft.loaded(remembering));
        if (first != null) {
            draft.add(fitting(first.repeatedAt(
                    command.record().offset(),
                    command.metadata().correlationId(),
                    command.metadata().process())));
        } else {
            switch (command) {
                case IncomingCommand.Undecodable bad -> {
                    draft.add(fitting(rows.outcome(bad, draft)));
                    draft.add(rows.deadLetter(bad.record(), bad.code(), bad.message(), bad.exception()));
                }
                case IncomingCommand.Decodable good -> decide(good, draft, draft.loaded(good.stream()));
            }
        }
        if (remembering != null) {
            answered(command, draft, draft.loaded(remembering), eventsBefore);
        } else if (command instanceof IncomingCommand.Decodable good) {
            answered(command, draft, draft.loaded(good.stream()), eventsBefore);
        }
        draft.passed(command.record().offset());
    }

    private static void answered(IncomingCommand command, PartitionDraft draft, StreamDraft stream, int eventsBefore) {
        UUID commandId = command.metadata().commandId();
        long offset = command.record().offset();
        if (draft.eventCount() > eventsBefore) {
            // A copy, as the list that it is a part of grows.
            stream.answered(commandId, List.copyOf(draft.eventsFrom(eventsBefore)), offset);
        } else {
            stream.answered(commandId, draft.lastOutcome(), offset);
        }
    }

    /**
     * Fails a command by its record alone: nothing is loaded, and the dead letter has the bytes and no headers. It is
     * the last resort, where everything else that could be said of it cannot be stored.
     */
    void failBare(IncomingCommand.Undecodable command, PartitionDraft draft) {
        draft.add(rows.outcome(command, draft));
        draft.add(rows.bareDeadLetter(command));
        draft.passed(command.record().offset());
    }

    /**
     * Adds what follows from the batch as a whole: snapshots that are due, rows of inline views. What a
     * view throws is the fault of a command that has moved the stream.
     */
    void finish(PartitionDraft draft) {
        for (StreamDraft stream : draft.streams()) {
            mark.at(stream);
            AggregateType<?, ?, ?> type = stream.type();
            if (type != null && stream.hasMoved()) {
                boolean snapshotDue = snapshotPolicy.isDue(type.name(), stream.snapshotVersion(), stream.version());
                if (snapshotDue || !type.inlineViews().isEmpty()) {
                    StreamState after = stream.after();
                    views.moved(stream.id(), stream.before(), after, draft::add);
                    if (snapshotDue) {
                        takeSnapshot(stream, after, draft);
                    }
                }
            }
        }
    }

    /** A stream without a snapshot is only slower to load, so nothing that goes wrong here matters to the batch. */
    private void takeSnapshot(StreamDraft stream, StreamState after, PartitionDraft draft) {
        try {
            draft.add(snapshots.write(stream.id(), after, rows.now()));
        } catch (UnusableSnapshotException e) {
            notTaken(stream, String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            BrokenMachine.throwOnIf(e);
            notTaken(stream, DeciderRunner.inWords(e));
        }
        stream.snapshotTaken();
    }

    private void notTaken(StreamDraft stream, String reason) {
        AggregateType<?, ?, ?> type = stream.type();
        probe.snapshotNotTaken(stream.id(), type == null ? "" : type.name(), reason);
    }

    private static @Nullable CommandOutcome firstOutcome(IncomingCommand command, StreamDraft stream) {
        CommandMetadata metadata = command.metadata();
        CommandOutcome inThisBatch = stream.answeredInThisBatch(metadata.commandId());
        CommandOutcome found = inThisBatch == null ? stream.answeredEarlier(metadata.commandId()) : inThisBatch;
        // Only a failure is decided again, only by way of its own dead letter, and only once.
        boolean triedAgain =
                found != null && found.status() == CommandStatus.FAILED && found.firstOffset() == metadata.retryOf();
        return triedAgain ? null : found;
    }

    private void decide(IncomingCommand.Decodable command, PartitionDraft draft, StreamDraft stream) {
        if (refusal != null) {
            fail(command, draft, stream, OutcomeReason.failed(refusal.code(), refusal.message()), refusal.exception());
            return;
        }
        BrokenStream broken = stream.broken();
        if (broken != null && broken.unknownEvent()) {
            draft.add(fitting(rows.outcome(command, draft, stream, OutcomeReason.unknownEvent(broken.reason()))));
            return;
        }
        if (broken != null) {
            fail(command, draft, stream, OutcomeReason.failed(Refusal.OPERATION_FAILED, broken.reason()), "");
            return;
        }
        if (contended.contains(stream.id())) {
            String message = Refusal.contended(stream.id().aggregateId()).message();
            fail(command, draft, stream, OutcomeReason.failed(Refusal.OPERATION_FAILED, message), "");
            return;
        }
        OutcomeReason reason = reasonBeforeDomain(command, stream);
        if (reason != null) {
            draft.add(fitting(rows.outcome(command, draft, stream, reason)));
            return;
        }
        askDomain(command, draft, stream);
    }

    private @Nullable OutcomeReason reasonBeforeDomain(IncomingCommand.Decodable command, StreamDraft stream) {
        long expected = command.metadata().expectedVersion();
        String aggregateId = stream.id().aggregateId();
        boolean conflict = expected != CommandMetadata.ANY_VERSION && expected != stream.version();
        if (conflict && versionCheck) {
            return OutcomeReason.versionConflict(aggregateId, expected, stream.version());
        }
        AggregateType<?, ?, ?> type = stream.type();
        if (type != null && !type.equals(command.type())) {
            return OutcomeReason.rejected(
                    "aggregate-type-mismatch",
                    aggregateId + " is of type " + type.name() + ", but "
                            + command.commands().getFirst().getSchema().getFullName() + " is a command for type "
                            + command.type().name());
        }
        return null;
    }

    /** Asks for one command after the other, each on what the ones before it left; the first refusal refuses all. */
    private void askDomain(IncomingCommand.Decodable command, PartitionDraft draft, StreamDraft stream) {
        @Nullable FoldedState folded = null;
        List<DecidedEvent> events = new ArrayList<>(1);
        for (int part = 1; part <= command.commands().size(); part++) {
            SpecificRecord asked = command.commands().get(part - 1);
            try {
                folded = folded == null ? stream.folded(command.type()) : folded;
                DeciderRunner.Verdict verdict =
                        DeciderRunner.decide(command.type(), stream.id().aggregateId(), asked, folded, rows.now());
                switch (verdict) {
                    case DeciderRunner.Verdict.Rejected(String code, String message) -> {
                        OutcomeReason reason = OutcomeReason.rejected(DecisionRows.sentence(code), message)
                                .of(command, part);
                        draft.add(fitting(rows.outcome(command, draft, stream, reason)));
                        return;
                    }
                    case DeciderRunner.Verdict.Accepted(List<SpecificRecord> left, FoldedState after) -> {
                        for (SpecificRecord event : left) {
                            events.add(new DecidedEvent(event.getSchema(), eventEncoder.encode(event), part));
                        }
                        folded = after;
                    }
                }
            } catch (RegistryUnavailableException e) {
                throw e;
            } catch (Throwable e) {
                BrokenMachine.throwOnIf(e);
                Refusal thrown = Refusal.ofDomain(e);
                OutcomeReason reason =
                        OutcomeReason.failed(thrown.code(), thrown.message()).of(command, part);
                fail(command, draft, stream, reason, thrown.exception());
                return;
            }
        }
        accept(command, draft, stream, Objects.requireNonNull(folded), events);
    }

    private void accept(
            IncomingCommand.Decodable command,
            PartitionDraft draft,
            StreamDraft stream,
            FoldedState after,
            List<DecidedEvent> events) {
        // What could not be forwarded must be refused here: after the commit it is too late.
        OutcomeReason tooLarge = tooLarge(command, draft, stream, events);
        if (tooLarge != null) {
            draft.add(fitting(rows.outcome(command, draft, stream, tooLarge)));
            return;
        }
        long version = stream.version();
        for (DecidedEvent event : events) {
            draft.add(rows.event(command, draft, ++version, event));
        }
        if (events.isEmpty()) {
            draft.add(fitting(rows.outcome(command, draft, stream, OutcomeReason.NONE)));
        } else {
            stream.moved(command.type(), after, events.size());
        }
    }

    private void fail(
            IncomingCommand.Decodable command,
            PartitionDraft draft,
            StreamDraft stream,
            OutcomeReason reason,
            String exception) {
        draft.add(fitting(rows.outcome(command, draft, stream, reason)));
        draft.add(rows.deadLetter(command.record(), reason.code(), reason.message(), exception));
    }

    private CommandOutcome fitting(CommandOutcome outcome) {
        return ResultFit.cut(outcome, limits.resultBytesMax().getAsInt());
    }

    private @Nullable OutcomeReason tooLarge(
            IncomingCommand.Decodable command, PartitionDraft draft, StreamDraft stream, List<DecidedEvent> events) {
        int eventBytesMax = limits.eventBytesMax().getAsInt();
        long overheadBytes = overheadBytes(command);
        for (DecidedEvent event : events) {
            // The bound is quick, the record itself exact: only what is near the limit is looked at twice.
            if (overheadBytes + event.payload().length > eventBytesMax) {
                long bytes = NUMBERS_BYTES
                        + RecordSize.of(eventRecords.of(rows.event(command, draft, stream.version() + 1, event)));
                if (bytes > eventBytesMax) {
                    return OutcomeReason.rejected(
                                    "record-too-large",
                                    "an event of " + stream.id().aggregateId() + " could take " + bytes
                                            + " bytes on the events topic, which takes " + eventBytesMax)
                            .of(command, event.part());
                }
            }
        }
        int resultBytesMax = limits.resultBytesMax().getAsInt();
        long resultBytes = events.isEmpty() ? 0 : ResultFit.acceptedBytesMax(command);
        return resultBytes <= resultBytesMax
                ? null
                : OutcomeReason.rejected(
                        "record-too-large",
                        "the result of a command for " + stream.id().aggregateId() + " could take " + resultBytes
                                + " bytes on the results topic, which takes " + resultBytesMax);
    }

    private static long overheadBytes(IncomingCommand.Decodable command) {
        CommandMetadata metadata = command.metadata();
        return RECORD_OVERHEAD_BYTES
                + (long) KEYS_PER_RECORD * command.record().key().length
                + utf8Bytes(metadata.actor())
                + utf8Bytes(metadata.traceParent())
                + utf8Bytes(metadata.process());
    }

    private static long utf8Bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
