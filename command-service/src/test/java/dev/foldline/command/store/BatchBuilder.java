package dev.foldline.command.store;

import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.DeadLetter;
import dev.foldline.command.store.entry.OutcomePart;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.store.entry.ViewRow;
import dev.foldline.contract.TimeOrderedIds;
import dev.foldline.schema.CommandStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Records the decisions of a partition, command by command, from its owner's position. */
public final class BatchBuilder {

    private static final Instant NOW = Instant.parse("2026-11-21T10:15:30.123456Z");
    private static final TimeOrderedIds IDS = new TimeOrderedIds(() -> NOW, new Random(7));

    private final Ownership from;
    private final List<StoredEvent> events = new ArrayList<>();
    private final List<CommandOutcome> outcomes = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<StoredSnapshot> snapshots = new ArrayList<>();
    private final List<ViewRow> viewRows = new ArrayList<>();
    private final Map<String, Long> versions = new HashMap<>();
    private long nextOffset;
    private StoredEvent.Metadata metadata = StoredEvent.Metadata.NONE;

    private BatchBuilder(Ownership from) {
        this.from = from;
        this.nextOffset = from.nextOffset();
    }

    public static BatchBuilder from(Ownership owned) {
        return new BatchBuilder(owned);
    }

    public static synchronized UUID newId() {
        return IDS.next();
    }

    /** The partition's position after a batch. */
    public static Ownership after(PartitionBatch batch) {
        return new Ownership(batch.partition(), batch.epoch(), batch.nextOffset(), batch.nextPosition());
    }

    /** A stream's version before this batch, where it is not 0. */
    public BatchBuilder at(String aggregateId, long version) {
        versions.put(aggregateId, version);
        return this;
    }

    public BatchBuilder with(StoredEvent.Metadata ofLaterEvents) {
        metadata = ofLaterEvents;
        return this;
    }

    public BatchBuilder accepted(String aggregateId, int eventCount) {
        return accepted(aggregateId, newId(), eventCount);
    }

    public BatchBuilder accepted(String aggregateId, UUID commandId, int eventCount) {
        for (int i = 0; i < eventCount; i++) {
            event(
                    aggregateId,
                    commandId,
                    "dev.foldline.schema.account.MoneyDeposited",
                    "deposit 500".getBytes(StandardCharsets.UTF_8));
        }
        nextOffset++;
        return this;
    }

    public BatchBuilder accepted(String aggregateId, byte[] payload) {
        return accepted(aggregateId, "dev.foldline.schema.account.MoneyDeposited", payload);
    }

    public BatchBuilder accepted(String aggregateId, String eventType, byte[] payload) {
        event(aggregateId, newId(), eventType, payload);
        nextOffset++;
        return this;
    }

    private void event(String aggregateId, UUID commandId, String eventType, byte[] payload) {
        long version = versions.merge(aggregateId, 1L, Long::sum);
        events.add(new StoredEvent(
                from.partition(),
                from.nextPosition() + events.size(),
                aggregateId,
                "account",
                version,
                newId(),
                eventType,
                1,
                payload,
                NOW.plusSeconds(nextOffset),
                new UUID(7, nextOffset),
                commandId,
                nextOffset,
                metadata));
    }

    public BatchBuilder rejected(String aggregateId, UUID commandId) {
        outcomes.add(new CommandOutcome(
                from.partition(),
                nextOffset,
                commandId,
                new UUID(7, nextOffset),
                aggregateId,
                "account",
                CommandStatus.REJECTED,
                "version-conflict",
                "expected version 4 but the stream is at 5 – déjà vu",
                4L,
                5L,
                versions.getOrDefault(aggregateId, 0L),
                from.nextPosition() + events.size() - 1,
                0,
                NOW.plusSeconds(nextOffset),
                nextOffset,
                List.of(),
                "transfer/withdraw/Zoë"));
        nextOffset++;
        return this;
    }

    /** A command that failed to be decided. */
    public BatchBuilder failed(String aggregateId, UUID commandId) {
        outcomes.add(new CommandOutcome(
                from.partition(),
                nextOffset,
                commandId,
                new UUID(7, nextOffset),
                aggregateId,
                "account",
                CommandStatus.FAILED,
                "aggregate-operation-failed",
                "on purpose",
                null,
                null,
                versions.getOrDefault(aggregateId, 0L),
                from.nextPosition() + events.size() - 1,
                0,
                NOW.plusSeconds(nextOffset),
                nextOffset,
                List.of(
                        new OutcomePart(CommandStatus.FAILED, 3, 0, "bulk-not-applied", ""),
                        new OutcomePart(CommandStatus.FAILED, 3, 0, "aggregate-operation-failed", "Zoë's \"fault\"")),
                null));
        nextOffset++;
        return this;
    }

    /** A snapshot of a stream as it is after what was written so far. */
    public BatchBuilder snapshot(String aggregateId) {
        long version = versions.getOrDefault(aggregateId, 0L);
        snapshots.add(new StoredSnapshot(
                from.partition(),
                aggregateId,
                version,
                "account",
                7,
                "{\"is\": \"Open\", \"name\": \"Zoë \\\"🙂\", \"balanceMinor\": " + version + "}",
                "{\"a\": {\"row\": null, \"version\": 1}}",
                List.of(new UUID(1, 2), new UUID(3, version)),
                version == 1 ? LoadedOutcomes.NO_OLDER : version,
                NOW.plusSeconds(nextOffset)));
        return this;
    }

    /** A row of an inline view. */
    public BatchBuilder row(ViewRow row) {
        viewRows.add(row);
        return this;
    }

    public BatchBuilder repeated(CommandOutcome first) {
        outcomes.add(first.repeatedAt(nextOffset, new UUID(8, nextOffset), "transfer/deposit/1"));
        nextOffset++;
        return this;
    }

    public BatchBuilder dead(byte[] value) {
        UUID commandId = newId();
        deadLetters.add(new DeadLetter(
                from.partition(),
                nextOffset,
                null,
                value,
                List.of(
                        new DeadLetter.RecordHeader(
                                "ce_id", commandId.toString().getBytes(StandardCharsets.UTF_8)),
                        new DeadLetter.RecordHeader("größe \"x\"", new byte[] {0, -1, 7}),
                        new DeadLetter.RecordHeader("none", null)),
                "undecodable",
                "magic byte is 7, not 0",
                "dev.foldline.serde.UndecodableException",
                NOW));
        outcomes.add(new CommandOutcome(
                from.partition(),
                nextOffset,
                commandId,
                commandId,
                "",
                "",
                CommandStatus.FAILED,
                "undecodable",
                "magic byte is 7, not 0",
                null,
                null,
                0,
                from.nextPosition() + events.size() - 1,
                0,
                NOW,
                nextOffset,
                List.of(),
                null));
        nextOffset++;
        return this;
    }

    /** An offset without a record, as that of a transaction marker. */
    public BatchBuilder marker() {
        nextOffset++;
        return this;
    }

    public PartitionBatch build() {
        return new PartitionBatch(
                from.partition(),
                from.epoch(),
                nextOffset,
                from.nextPosition() + events.size(),
                List.copyOf(events),
                List.copyOf(outcomes),
                List.copyOf(deadLetters),
                List.copyOf(snapshots),
                List.copyOf(viewRows));
    }
}
