package dev.foldline.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.foldline.command.store.EventStore.SnapshotUse;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.CommandRange;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.store.entry.StreamEvent;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every store does with snapshots, with long streams, and with what a command id has come to. */
public interface SnapshotStoreContract extends CommandFilterContract {

    StreamId A = new StreamId(0, "a");

    @Test
    default void aLoadBeginsAtTheNewestSnapshotWithItsOwnEvent() throws Exception {
        EventStore store = open();
        PartitionBatch earlier = BatchBuilder.from(store.acquire(0, "w"))
                .accepted("a", 2)
                .snapshot("a")
                .build();
        store.append(List.of(earlier));
        PartitionBatch batch = BatchBuilder.from(BatchBuilder.after(earlier))
                .at("a", 2)
                .accepted("a", 3)
                .snapshot("a")
                .accepted("a", 2)
                .accepted("b", 1)
                .build();
        store.append(List.of(batch));

        LoadedStream fromSnapshot = LoadedStream.load(open(), A, SnapshotUse.NEWEST);
        LoadedStream fromFirst = LoadedStream.load(open(), A, SnapshotUse.NONE);
        LoadedStream without = LoadedStream.load(open(), new StreamId(0, "b"), SnapshotUse.NEWEST);

        assertThat(fromSnapshot.events()).extracting(StreamEvent::version).containsExactly(5L, 6L, 7L);
        assertThat(fromFirst.events()).extracting(StreamEvent::version).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(fromFirst.snapshot()).isNull();
        assertThat(without.snapshot()).isNull();
        assertThat(without.events()).hasSize(1);
        assertEqual(
                Objects.requireNonNull(fromSnapshot.snapshot()),
                batch.snapshots().getLast());
    }

    @Test
    default void theNewestThreeSnapshotsOfAStreamAreKept() throws Exception {
        EventStore store = open();
        Ownership owned = store.acquire(0, "w");
        for (int i = 0; i < 5; i++) {
            PartitionBatch batch = BatchBuilder.from(owned)
                    .at("a", i)
                    .at("b", i)
                    .accepted("a", 1)
                    .accepted("b", 1)
                    .snapshot("a")
                    .snapshot("b")
                    .build();
            store.append(List.of(batch));
            owned = BatchBuilder.after(batch);
        }

        assertThat(snapshotVersions(A)).containsExactly(3L, 4L, 5L);
        assertThat(snapshotVersions(new StreamId(0, "b"))).containsExactly(3L, 4L, 5L);
        assertThat(LoadedStream.load(open(), A, SnapshotUse.NEWEST).snapshot())
                .extracting(StoredSnapshot::aggregateVersion)
                .isEqualTo(5L);
    }

    @Test
    default void aLongStreamComesWholeAndInOrder() throws Exception {
        EventStore store = open();
        PartitionBatch batch = BatchBuilder.from(store.acquire(0, "w"))
                .accepted("a", 128)
                .accepted("long", 4_500)
                .accepted("b", 127)
                .accepted("c", 129)
                .build();
        store.append(List.of(batch));

        List<StreamId> ids = List.of(A, new StreamId(0, "long"), new StreamId(0, "b"), new StreamId(0, "c"));
        LoadedStream.load(open(), ids)
                .forEach((id, stream) -> assertThat(stream.events())
                        .usingRecursiveFieldByFieldElementComparator()
                        .containsExactlyElementsOf(batch.events().stream()
                                .filter(event -> event.aggregateId().equals(id.aggregateId()))
                                .map(StreamEvent::of)
                                .toList()));
    }

    @Test
    default void aCommandThatFailedAndWasDecidedLaterHasTheDecision() throws Exception {
        EventStore store = open();
        UUID accepted = BatchBuilder.newId();
        UUID rejected = BatchBuilder.newId();
        UUID twiceFailed = BatchBuilder.newId();
        PartitionBatch batch = BatchBuilder.from(store.acquire(0, "w"))
                .failed("a", accepted)
                .failed("a", rejected)
                .failed("a", twiceFailed)
                .accepted("a", accepted, 2)
                .rejected("a", rejected)
                .failed("a", twiceFailed)
                .build();
        CommandOutcome first = CommandOutcome.ofEvents(batch.events());
        store.append(List.of(batch));
        store.append(List.of(
                BatchBuilder.from(BatchBuilder.after(batch)).repeated(first).build()));

        assertThat(open().findOutcomes(Stream.of(accepted, rejected, twiceFailed)
                                .map(id -> new RepeatLookup(A, id, CommandRange.WHOLE))
                                .toList())
                        .get(A))
                .containsEntry(accepted, first)
                .containsEntry(rejected, batch.outcomes().get(3))
                .containsEntry(twiceFailed, batch.outcomes().get(4));
    }

    /** Versions of all snapshots that are kept of a stream, rising. */
    List<Long> snapshotVersions(StreamId id);

    /** The table may write JSON with other spaces and another order of fields. */
    private static void assertEqual(StoredSnapshot found, StoredSnapshot wanted) throws Exception {
        JsonMapper json = new JsonMapper();
        assertThat(json.readTree(found.state())).isEqualTo(json.readTree(wanted.state()));
        assertThat(json.readTree(found.views())).isEqualTo(json.readTree(wanted.views()));
        assertThat(found)
                .usingRecursiveComparison()
                .ignoringFields("state", "views")
                .isEqualTo(wanted);
    }
}
