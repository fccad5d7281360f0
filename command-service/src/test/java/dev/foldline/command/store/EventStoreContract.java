package dev.foldline.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.CommandRange;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.entry.StreamEvent;
import dev.foldline.contract.Ids;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every event store must do. The tables have the partitions 0, 1 and 2, and are empty before each test. */
public interface EventStoreContract extends SnapshotStoreContract {

    /** A store to whose first append this happens. */
    EventStore openWith(StoreFault fault);

    @Test
    default void acquireRaisesTheEpochAndKeepsTheCursors() throws Exception {
        EventStore store = open();
        assertThat(store.acquire(1, "first")).isEqualTo(new Ownership(1, 1, 0, 1));

        store.append(List.of(BatchBuilder.from(new Ownership(1, 1, 0, 1))
                .accepted("a", 2)
                .rejected("a", BatchBuilder.newId())
                .marker()
                .build()));

        assertThat(open().acquire(1, "second")).isEqualTo(new Ownership(1, 2, 3, 3, "first"));
        assertThat(open().acquire(0, "second")).isEqualTo(new Ownership(0, 1, 0, 1));
    }

    @Test
    default void aFormerOwnerIsToldWhichPartitionsAnotherOneHasAcquired() {
        EventStore former = open();
        Map<Integer, Long> epochs = Map.of(
                0,
                former.acquire(0, "former").epoch(),
                1,
                former.acquire(1, "former").epoch());
        assertThat(former.fenced(epochs)).isEmpty();

        open().acquire(1, "next");

        assertThat(former.fenced(epochs)).containsExactly(1);
    }

    @Test
    default void aFormerOwnerWritesNothingAndTheFencedPartitionIsNamed() throws Exception {
        EventStore former = open();
        PartitionBatch kept =
                BatchBuilder.from(former.acquire(0, "former")).accepted("a", 1).build();
        PartitionBatch taken =
                BatchBuilder.from(former.acquire(1, "former")).accepted("b", 1).build();
        EventStore next = open();
        Ownership nextOwned = next.acquire(1, "next");

        FencedException fenced = catchThrowableOfType(FencedException.class, () -> former.append(List.of(kept, taken)));

        assertThat(fenced.partitions()).containsExactly(1);
        assertThat(eventsOf(next, 0, "a")).isEmpty();
        assertThat(eventsOf(next, 1, "b")).isEmpty();
        former.append(List.of(kept));
        next.append(List.of(BatchBuilder.from(nextOwned).accepted("b", 1).build()));
        assertThat(eventsOf(next, 0, "a")).hasSize(1);
    }

    @Test
    default void aVersionThatIsTakenIsRefusedAndNoPartitionIsWritten() throws Exception {
        EventStore store = open();
        Ownership zero = store.acquire(0, "w");
        Ownership one = store.acquire(1, "w");
        PartitionBatch first = BatchBuilder.from(one).accepted("a", 2).build();
        store.append(List.of(first));

        assertThatThrownBy(() -> store.append(List.of(
                        BatchBuilder.from(zero).accepted("b", 1).build(),
                        BatchBuilder.from(BatchBuilder.after(first))
                                .at("a", 1)
                                .accepted("a", 1)
                                .build())))
                .isInstanceOf(WrongExpectedVersionException.class);

        assertThat(eventsOf(store, 0, "b")).isEmpty();
        assertThat(eventsOf(store, 1, "a")).hasSize(2);
        store.append(List.of(BatchBuilder.from(BatchBuilder.after(first))
                .at("a", 2)
                .accepted("a", 1)
                .build()));
        assertThat(open().acquire(1, "w").nextPosition()).isEqualTo(4);
    }

    @Test
    default void aBatchThatDoesNotGoOnFromTheCursorsIsRefused() {
        EventStore store = open();
        Ownership owned = store.acquire(0, "w");
        Ownership tooFar = new Ownership(0, owned.epoch(), 0, 2);
        PartitionBatch noCommand = BatchBuilder.from(owned).build();

        assertThatThrownBy(() -> store.append(
                        List.of(BatchBuilder.from(tooFar).accepted("a", 1).build())))
                .isInstanceOf(StoreCorruptException.class)
                .hasMessageContaining("partition 0: the table is at offset 0 and position 1");
        assertThatThrownBy(() -> store.append(List.of(noCommand))).isInstanceOf(StoreCorruptException.class);
        assertThat(eventsOf(store, 0, "a")).isEmpty();
    }

    @Test
    default void loadGivesBackEveryFieldOfEveryStreamAskedFor() throws Exception {
        EventStore store = open();
        String unusual = "Zoë's 帳戶 🙂 \"1\",{}\\ \t";
        PartitionBatch zero = BatchBuilder.from(store.acquire(0, "w"))
                .accepted("a", 3)
                .with(new StoredEvent.Metadata("Zoë \"the\" \u0001 actor", null, "transfer/x/\"é\"", 0, 0))
                .accepted(unusual, new byte[] {0, 1, -1, -128, 127})
                .with(new StoredEvent.Metadata("x", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
                .accepted("", 1)
                .accepted("large", manyBytes(20_000))
                .accepted("large", manyBytes(40_000))
                .accepted("large", new byte[0])
                .build();
        PartitionBatch one =
                BatchBuilder.from(store.acquire(1, "w")).accepted("a", 2).build();
        store.append(List.of(zero, one));

        List<StreamId> ids = List.of(
                new StreamId(0, "a"),
                new StreamId(0, unusual),
                new StreamId(0, ""),
                new StreamId(0, "large"),
                new StreamId(1, "a"),
                new StreamId(2, "a"),
                new StreamId(0, "never seen"));
        Map<StreamId, LoadedStream> loaded = LoadedStream.load(open(), ids);

        assertThat(loaded).containsOnlyKeys(ids);
        for (StreamId id : ids) {
            LoadedStream stream = Objects.requireNonNull(loaded.get(id));
            assertThat(stream.events())
                    .usingRecursiveComparison()
                    .isEqualTo((id.partition() == 0 ? zero : one)
                            .events().stream()
                                    .filter(event -> event.partition() == id.partition()
                                            && event.aggregateId().equals(id.aggregateId()))
                                    .map(StreamEvent::of)
                                    .toList());
            assertThat(stream.outcomes()).isEmpty();
            assertThat(stream.olderOutcomesCreatedMs()).isEqualTo(LoadedOutcomes.NO_OLDER);
        }
        assertThat(LoadedStream.load(open(), List.of())).isEmpty();
    }

    @Test
    default void loadGivesTheNewestOutcomesAndWhenTheOlderOnesWereCreated() throws Exception {
        EventStore store = open();
        BatchBuilder batch = BatchBuilder.from(store.acquire(0, "w"));
        List<UUID> limit = rejectMany(batch, "at the limit", EventStore.LOADED_OUTCOMES_MAX);
        batch.rejected("above it", v7(5_000)).rejected("above it", v7(9_000)).rejected("above it", v7(1_000));
        List<UUID> above = rejectMany(batch, "above it", EventStore.LOADED_OUTCOMES_MAX);
        batch.rejected("random ids", UUID.randomUUID());
        rejectMany(batch, "random ids", EventStore.LOADED_OUTCOMES_MAX);
        store.append(List.of(batch.build()));

        LoadedStream atTheLimit = load(store, 0, "at the limit");
        assertThat(atTheLimit.outcomes()).isEqualTo(limit);
        assertThat(atTheLimit.olderOutcomesCreatedMs()).isEqualTo(LoadedOutcomes.NO_OLDER);
        LoadedStream aboveIt = load(store, 0, "above it");
        assertThat(aboveIt.outcomes()).isEqualTo(above);
        assertThat(aboveIt.olderOutcomesCreatedMs()).isEqualTo(9_000);
        assertThat(load(store, 0, "random ids").olderOutcomesCreatedMs()).isZero();
    }

    @Test
    default void findOutcomesGivesTheFirstOutcomeOfEachCommand() throws Exception {
        EventStore store = open();
        UUID accepted = BatchBuilder.newId();
        UUID rejected = BatchBuilder.newId();
        PartitionBatch first = BatchBuilder.from(store.acquire(0, "w"))
                .accepted("a", 1)
                .accepted("a", accepted, 3)
                .rejected("a", rejected)
                .build();
        CommandOutcome ofEvents = CommandOutcome.ofEvents(first.events().subList(1, 4));
        CommandOutcome ofRow = first.outcomes().getFirst();
        store.append(List.of(first));
        store.append(List.of(BatchBuilder.from(BatchBuilder.after(first))
                .repeated(ofRow)
                .repeated(ofEvents)
                .build()));

        StreamId a = new StreamId(0, "a");
        StreamId other = new StreamId(1, "a");
        Map<StreamId, Map<UUID, CommandOutcome>> found = open().findOutcomes(List.of(
                new RepeatLookup(a, accepted, CommandRange.WHOLE),
                new RepeatLookup(a, rejected, CommandRange.WHOLE),
                new RepeatLookup(a, BatchBuilder.newId(), CommandRange.WHOLE),
                new RepeatLookup(other, accepted, CommandRange.WHOLE)));

        assertThat(found).isEqualTo(Map.of(a, Map.of(accepted, ofEvents, rejected, ofRow), other, Map.of()));
        assertThat(ofEvents.lastPosition()).isEqualTo(4);
        assertThat(ofEvents.eventCount()).isEqualTo(3);
        assertThat(open().findOutcomes(List.of())).isEmpty();
    }

    @Test
    default void readDecisionsGivesBackWholeCommandsFromAnyOffset() throws Exception {
        EventStore store = open();
        Ownership owned = store.acquire(0, "w");
        PartitionBatch first = BatchBuilder.from(owned)
                .rejected("a", BatchBuilder.newId())
                .accepted("a", 3)
                .marker()
                .dead(new byte[] {7, 0, -1})
                .accepted("b", 1)
                .build();
        PartitionBatch second = BatchBuilder.from(BatchBuilder.after(first))
                .accepted("c", 5)
                .rejected("c", BatchBuilder.newId())
                .rejected("b", BatchBuilder.newId())
                .at("b", 1)
                .accepted("b", 2)
                .marker()
                .build();
        store.append(List.of(first));
        store.append(List.of(second));
        Ownership next = store.acquire(0, "next");

        for (long from = 0; from < next.nextOffset(); from++) {
            for (int chunkMax : new int[] {1, 2, 4, 1_000}) {
                assertReadsBack(store, next, from, chunkMax, List.of(first, second));
            }
        }
        List<PartitionBatch> nothing = new ArrayList<>();
        store.readDecisions(next, next.nextOffset(), 10, nothing::add);
        assertThat(nothing).isEmpty();
    }

    private static void assertReadsBack(
            EventStore store, Ownership owned, long from, int chunkMax, List<PartitionBatch> written) {
        List<PartitionBatch> chunks = new ArrayList<>();
        store.readDecisions(owned, from, chunkMax, chunks::add);

        assertThat(chunks.stream().flatMap(c -> c.events().stream()).toList())
                .usingRecursiveComparison()
                .isEqualTo(written.stream()
                        .flatMap(b -> b.events().stream())
                        .filter(e -> e.commandOffset() >= from)
                        .toList());
        assertThat(chunks.stream().flatMap(c -> c.outcomes().stream()).toList())
                .isEqualTo(written.stream()
                        .flatMap(b -> b.outcomes().stream())
                        .filter(o -> o.commandOffset() >= from)
                        .toList());
        assertThat(chunks.stream().flatMap(c -> c.deadLetters().stream()).toList())
                .usingRecursiveComparison()
                .isEqualTo(written.stream()
                        .flatMap(b -> b.deadLetters().stream())
                        .filter(d -> d.commandOffset() >= from)
                        .toList());
        long chunkFrom = from;
        for (PartitionBatch chunk : chunks) {
            assertWholeCommands(chunk, chunkFrom);
            chunkFrom = chunk.nextOffset();
            assertThat(chunk.epoch()).isEqualTo(owned.epoch());
        }
        assertThat(BatchBuilder.after(chunks.getLast()))
                .usingRecursiveComparison()
                .ignoringFields("formerOwner")
                .isEqualTo(owned);
        if (chunkMax == 1) {
            assertThat(chunks).allMatch(c -> c.outcomes().size() <= 1);
        }
        if (chunkMax == 1_000) {
            assertThat(chunks).hasSize(1);
        }
    }

    private static void assertWholeCommands(PartitionBatch chunk, long from) {
        assertThat(chunk.events()).allMatch(e -> e.commandOffset() >= from && e.commandOffset() < chunk.nextOffset());
        assertThat(chunk.outcomes()).allMatch(o -> o.commandOffset() >= from && o.commandOffset() < chunk.nextOffset());
        if (!chunk.events().isEmpty()) {
            assertThat(chunk.events().getFirst().position()).isEqualTo(chunk.firstPosition());
        }
    }

    @Test
    default void anOutcomeForAKeyThatIsNoAggregateIdIsKept() throws Exception {
        EventStore store = open();
        PartitionBatch batch = BatchBuilder.from(store.acquire(0, "w"))
                .rejected("no\0aggregate id", BatchBuilder.newId())
                .rejected("k".repeat(100_000), BatchBuilder.newId())
                .build();
        store.append(List.of(batch));

        List<CommandOutcome> kept = new ArrayList<>();
        store.readDecisions(store.acquire(0, "w"), 0, 10, chunk -> kept.addAll(chunk.outcomes()));

        assertThat(kept).isEqualTo(batch.outcomes());
    }

    @Test
    default void readDecisionsGivesOneEmptyChunkWhereOnlyMarkersAreLeft() throws Exception {
        EventStore store = open();
        store.append(List.of(BatchBuilder.from(store.acquire(0, "w"))
                .accepted("a", 2)
                .marker()
                .marker()
                .build()));
        Ownership owned = store.acquire(0, "w");

        List<PartitionBatch> chunks = new ArrayList<>();
        store.readDecisions(owned, 1, 10, chunks::add);

        assertThat(chunks)
                .containsExactly(new PartitionBatch(
                        0, owned.epoch(), 3, 3, List.of(), List.of(), List.of(), List.of(), List.of()));
    }

    @Test
    default void anAppendThatFailsBeforeItsCommitLeavesNothingAndMayBeMadeAgain() throws Exception {
        EventStore store = openWith(StoreFault.APPEND_FAILS);
        PartitionBatch batch = BatchBuilder.from(store.acquire(0, "w"))
                .accepted("a", 2)
                .rejected("a", BatchBuilder.newId())
                .build();

        assertThatThrownBy(() -> store.append(List.of(batch))).isInstanceOf(StoreUnavailableException.class);

        Ownership again = store.acquire(0, "w");
        assertThat(again).isEqualTo(new Ownership(0, 2, 0, 1, "w"));
        store.append(List.of(BatchBuilder.from(again).accepted("a", 2).build()));
        assertThat(eventsOf(store, 0, "a")).hasSize(2);
    }

    @Test
    default void anAppendWhoseCommitIsLostIsUnknownAndAcquiringTellsThatNothingIsThere() throws Exception {
        EventStore store = openWith(StoreFault.COMMIT_IS_LOST);
        PartitionBatch batch =
                BatchBuilder.from(store.acquire(0, "w")).accepted("a", 2).build();

        assertThatThrownBy(() -> store.append(List.of(batch))).isInstanceOf(AppendOutcomeUnknownException.class);

        assertThat(store.acquire(0, "w")).isEqualTo(new Ownership(0, 2, 0, 1, "w"));
        assertThat(eventsOf(store, 0, "a")).isEmpty();
    }

    @Test
    default void anAppendWhoseReplyIsLostIsUnknownAndAcquiringTellsThatItIsThere() throws Exception {
        EventStore store = openWith(StoreFault.COMMIT_REPLY_IS_LOST);
        PartitionBatch batch =
                BatchBuilder.from(store.acquire(0, "w")).accepted("a", 2).build();

        assertThatThrownBy(() -> store.append(List.of(batch))).isInstanceOf(AppendOutcomeUnknownException.class);

        assertThat(store.acquire(0, "w")).isEqualTo(new Ownership(0, 2, 1, 3, "w"));
        assertThat(eventsOf(store, 0, "a"))
                .usingRecursiveComparison()
                .isEqualTo(batch.events().stream().map(StreamEvent::of).toList());
    }

    private static List<UUID> rejectMany(BatchBuilder batch, String aggregateId, int count) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UUID id = BatchBuilder.newId();
            batch.rejected(aggregateId, id);
            ids.add(id);
        }
        return ids;
    }

    private static UUID v7(long createdMs) {
        UUID id = new UUID((createdMs << 16) | 0x7000L, 0x8000_0000_0000_0000L);
        assertThat(Ids.createdAtMs(id)).hasValue(createdMs);
        return id;
    }

    private static byte[] manyBytes(int length) {
        byte[] bytes = "0123456789abcdef".repeat(length / 16).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (bytes[i] * i);
        }
        return bytes;
    }

    private static LoadedStream load(EventStore store, int partition, String aggregateId) {
        return LoadedStream.load(store, new StreamId(partition, aggregateId));
    }

    private static List<StreamEvent> eventsOf(EventStore store, int partition, String aggregateId) {
        return load(store, partition, aggregateId).events();
    }
}
