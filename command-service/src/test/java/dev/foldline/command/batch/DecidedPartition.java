package dev.foldline.command.batch;

import dev.foldline.command.batch.rule.RecordLimits;
import dev.foldline.command.store.AppendOutcomeUnknownException;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.FencedException;
import dev.foldline.command.store.InMemoryEventStore;
import dev.foldline.command.store.InMemoryTables;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.WrongExpectedVersionException;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.command.stream.SnapshotPolicy;
import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.TimeOrderedIds;
import dev.foldline.contract.Topics;
import dev.foldline.domain.AggregateType;
import dev.foldline.domain.StateJson;
import dev.foldline.example.account.AccountDomain;
import dev.foldline.schema.BulkCommand;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.UndecodableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** One owned partition over tables in memory: commands are sent to it, then decided and committed as one batch. */
public final class DecidedPartition {

    public static final Instant NOW = Instant.parse("2026-11-21T10:15:30.123456Z");
    public static final int PARTITION = 0;

    private static final int RECORD_BYTES_MAX = 1_000_000;
    private static final long CACHE_BYTES_MAX = 1_000_000;
    private static final SnapshotPolicy SNAPSHOTS = new SnapshotPolicy(5, Map.of());

    public final InMemoryTables tables = new InMemoryTables(1);
    public final InMemoryEventStore store = new InMemoryEventStore(tables);

    /** The store in memory, unless the test brings another. */
    private final EventStore used;

    /** What the decider has told of its work. */
    public final CountingProbe probe = new CountingProbe();

    private final NoteType notes;

    /** All schemas, registered, those of notes too. */
    public final RegistrySchemas schemas;

    /** Accounts and notes, and what else the test brings. */
    public final AggregateTypes types;

    private final TimeOrderedIds ids = new TimeOrderedIds(() -> NOW, new SplittableRandom(7));
    private final List<ConsumerRecord<byte[], byte[]>> sent = new ArrayList<>();
    private final AvroEncoder encoder;
    private final AvroDecoder eventDecoder;
    private final BatchDecider decider;
    private OwnedPartition owned;
    private long endOffset;
    private long cacheBytesMax = CACHE_BYTES_MAX;

    /**
     * @param recordBytesMax largest record that the events topic takes
     */
    public DecidedPartition(int recordBytesMax) {
        this(1, recordBytesMax, List.of(), null, new NoteType());
    }

    private DecidedPartition(
            int partitions,
            int recordBytesMax,
            List<AggregateType<?, ?, ?>> more,
            @Nullable EventStore otherStore,
            NoteType noteType) {
        used = otherStore == null ? store : otherStore;
        notes = noteType;
        schemas = TestSchemas.registeredWith(notes.commands(), notes.events());
        List<AggregateType<?, ?, ?>> all = new ArrayList<>(List.of(AccountDomain.ACCOUNT, notes));
        all.addAll(more);
        types = new AggregateTypes(all);
        // A clock finer than a microsecond, as the rows must not be.
        DecisionContext context = new DecisionContext(
                types,
                schemas,
                Topics.DEFAULT,
                partitions,
                () -> NOW.plusNanos(789),
                RecordLimits.of(recordBytesMax),
                SNAPSHOTS,
                DecisionContext.Checks.ALL);
        encoder = AvroEncoder.ofRecords(schemas, Topics.DEFAULT.commands());
        eventDecoder = new AvroDecoder(schemas, types.events());
        decider = BatchDecider.of(context, used, new BatchDecider.Timing(probe, () -> 0L));
        owned = acquire();
    }

    public DecidedPartition() {
        this(RECORD_BYTES_MAX);
    }

    /** One that knows this type besides. */
    public static DecidedPartition with(AggregateType<?, ?, ?> type) {
        return new DecidedPartition(1, RECORD_BYTES_MAX, List.of(type), null, new NoteType());
    }

    /** The first of several partitions, to which not every key belongs. */
    public static DecidedPartition oneOf(int partitions) {
        return new DecidedPartition(partitions, RECORD_BYTES_MAX, List.of(), null, new NoteType());
    }

    /** One whose notes are written so. */
    public static DecidedPartition withNotes(StateJson<Integer> json) {
        return new DecidedPartition(1, RECORD_BYTES_MAX, List.of(), null, new NoteType(json));
    }

    /** One whose tables are those of this store. */
    public static DecidedPartition over(EventStore store) {
        return new DecidedPartition(1, RECORD_BYTES_MAX, List.of(), store, new NoteType());
    }

    // --- commands ---

    public static SpecificRecord open(long initialDepositMinor) {
        return new OpenAccount("Ada", "EUR", initialDepositMinor);
    }

    public static SpecificRecord deposit(long amountMinor) {
        return new DepositMoney(amountMinor, "", "");
    }

    public UUID newId() {
        return ids.next();
    }

    public static Header id(UUID commandId) {
        return header(HeaderNames.ID, commandId.toString());
    }

    public static Header expectedVersion(long version) {
        return header(HeaderNames.EXPECTED_VERSION, Long.toString(version));
    }

    public static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a command to the next batch; returns its offset. */
    public long send(String aggregateId, SpecificRecord command, Header... headers) {
        return sendBytes(aggregateId.getBytes(StandardCharsets.UTF_8), encoder.encode(command), headers);
    }

    /** Adds a bulk to the next batch; returns its offset. */
    public long sendBulk(String aggregateId, List<SpecificRecord> commands, Header... headers) {
        List<ByteBuffer> encoded = commands.stream()
                .map(command -> ByteBuffer.wrap(encoder.encode(command)))
                .toList();
        return send(aggregateId, new BulkCommand(encoded), headers);
    }

    /** Adds any record to the next batch; returns its offset. Kafka's type allows no null, though its records do. */
    @SuppressWarnings("NullAway")
    public long sendBytes(byte @Nullable [] key, byte @Nullable [] value, Header... headers) {
        sent.add(new ConsumerRecord<>(
                Topics.DEFAULT.commands(),
                PARTITION,
                endOffset,
                0,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                key,
                value,
                new RecordHeaders(headers),
                Optional.empty()));
        return endOffset++;
    }

    /** Leaves out offsets, as transaction markers do. */
    public void skipOffsets(int count) {
        endOffset += count;
    }

    public SpecificRecord decoded(StoredEvent event) {
        try {
            return eventDecoder.decode(event.payload());
        } catch (UndecodableException e) {
            throw new AssertionError("the event at position " + event.position() + " cannot be decoded", e);
        }
    }

    // --- batches ---

    /** Decides what was sent and commits nothing. */
    public PartitionDraft decide(StreamId... contended) {
        return decider.decide(Map.of(owned, List.copyOf(sent)), Set.of(contended))
                .getFirst();
    }

    /** Decides what was sent since the last commit, and commits it. */
    public PartitionBatch commit() {
        PartitionDraft draft = decide();
        PartitionBatch rows = draft.rows();
        append(rows);
        owned.committed(draft);
        sent.clear();
        return rows;
    }

    /** Writes rows past the decider, as an owner of other times may have. */
    public void append(PartitionBatch rows) {
        try {
            used.append(List.of(rows));
        } catch (FencedException | WrongExpectedVersionException | AppendOutcomeUnknownException e) {
            throw new AssertionError("the tables refused the rows", e);
        }
    }

    /** Acquires the partition again, with so much memory for its streams. */
    public void acquireAgain(long bytesMax) {
        cacheBytesMax = bytesMax;
        acquireAgain();
    }

    /** Loses all that is in memory, as every failure does. */
    public void acquireAgain() {
        owned = acquire();
        endOffset = Math.max(endOffset, owned.nextOffset());
    }

    private OwnedPartition acquire() {
        return new OwnedPartition(used.acquire(PARTITION, "test"), cacheBytesMax);
    }
}
