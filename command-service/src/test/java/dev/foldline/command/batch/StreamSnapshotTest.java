package dev.foldline.command.batch;

import static dev.foldline.command.batch.DecidedPartition.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.foldline.command.batch.NoteType.Order;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.stream.RecentCommandIds;
import dev.foldline.domain.StateJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A snapshot makes loading a stream quicker, and nothing else is to be seen of it. Here one is due every five events.
 */
final class StreamSnapshotTest {

    private static final StreamId NOTE = new StreamId(DecidedPartition.PARTITION, "note-1");

    private final DecidedPartition partition = new DecidedPartition();

    @Test
    void aSnapshotIsTakenEachTimeTheStreamHasMovedFarEnoughAndTheNewestThreeAreKept() {
        List<Long> taken = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            partition.send("note-1", NoteType.command(Order.WRITE, 3));
            partition.commit().snapshots().forEach(snapshot -> taken.add(snapshot.aggregateVersion()));
        }

        assertThat(taken).containsExactly(6L, 12L, 18L, 24L);
        assertThat(partition.tables.snapshots(NOTE))
                .extracting(StoredSnapshot::aggregateVersion)
                .containsExactly(12L, 18L, 24L);
    }

    @Test
    void loadingBeginsAtTheNewestSnapshot() {
        write(12);
        partition.acquireAgain();
        partition.probe.loadedEvents = 0;

        StoredEvent next = write(1).getFirst();

        assertThat(next.aggregateVersion()).isEqualTo(13);
        assertThat(stateAfter(next)).isEqualTo("after 12");
        // The snapshot's own event, and no other: 12 is where it was taken.
        assertThat(partition.probe.loadedEvents).isEqualTo(1);
        assertThat(partition.probe.unusableSnapshots).isEmpty();
    }

    @Test
    void anInlineViewGoesOnFromTheSnapshot() {
        write(6);
        partition.acquireAgain();

        write(1);

        assertThat(partition.tables.viewRows(0, "note_counts").get("note-1"))
                .satisfies(row -> assertThat(row.values()).containsExactly(7, "after 6", DecidedPartition.NOW))
                .satisfies(row -> assertThat(row.aggregateVersion()).isEqualTo(7));
    }

    @Test
    void aCommandAnsweredBeforeTheSnapshotIsStillARepeat() {
        UUID accepted = partition.newId();
        UUID rejected = partition.newId();
        UUID random = UUID.randomUUID();
        partition.send("note-1", NoteType.command(Order.WRITE, 1), id(accepted));
        partition.send("note-1", NoteType.command(Order.REFUSE, 1), id(rejected));
        partition.send("note-1", NoteType.command(Order.WRITE, 1), id(random));
        for (int i = 0; i < 2 * RecentCommandIds.REMEMBERED_MAX; i++) {
            partition.send("note-1", NoteType.command(Order.WRITE, 1), id(partition.newId()));
        }
        partition.commit();
        write(5);
        partition.acquireAgain();

        for (UUID repeated : List.of(accepted, rejected, random)) {
            partition.send("note-1", NoteType.command(Order.WRITE, 1), id(repeated));
        }
        PartitionBatch rows = partition.commit();

        assertThat(rows.events()).isEmpty();
        assertThat(rows.outcomes()).hasSize(3).allMatch(CommandOutcome::duplicate);
    }

    static Stream<StoredSnapshot> unusableSnapshots() {
        return Stream.of(
                snapshot(12, "note", 2, "12", "{}"),
                snapshot(12, "note", 1, "\"twelve\"", VIEWS),
                snapshot(12, "note", 1, "{\"a\":", VIEWS),
                snapshot(12, "note", 1, "12", "{}"),
                snapshot(12, "note", 1, "12", VIEWS.replace("\"version\":1", "\"version\":2")),
                snapshot(12, "note", 1, "12", VIEWS.replace("last", "least")),
                snapshot(12, "diary", 1, "12", VIEWS),
                snapshot(99, "note", 1, "99", VIEWS));
    }

    private static final String VIEWS =
            "{\"note-counts\":{\"version\":1,\"row\":{\"notes\":12,\"last\":\"\",\"at\":\"2026-11-21T10:15:30Z\"}}}";

    @ParameterizedTest
    @MethodSource("unusableSnapshots")
    void oneThatCannotBeUsedIsPassedOverAndCounted(StoredSnapshot unusable) {
        write(11);
        write(2);
        partition.tables.plant(unusable);
        partition.acquireAgain();

        StoredEvent next = write(1).getFirst();

        assertThat(next.aggregateVersion()).isEqualTo(14);
        assertThat(stateAfter(next)).isEqualTo("after 13");
        assertThat(partition.probe.unusableSnapshots).singleElement().asString().startsWith("note-1: ");
    }

    @Test
    void oneThatWasPassedOverIsReplacedByTheNext() {
        write(13);
        partition.tables.plant(snapshot(99, "note", 1, "99", VIEWS));
        partition.acquireAgain();

        write(1);
        partition.acquireAgain();
        write(1);

        assertThat(partition.probe.unusableSnapshots).hasSize(1);
        assertThat(partition.tables.snapshots(NOTE))
                .extracting(StoredSnapshot::aggregateVersion)
                .doesNotContain(99L)
                .contains(14L);
    }

    @Test
    void aStateThatTheTableCannotHoldGetsNoSnapshot() {
        assertThat(snapshot(1, "note", 1, "\"a\\u0000b\"", "{}").isStorable()).isFalse();
        assertThat(snapshot(1, "note", 1, "1", "{\"a\":\"\\u0000\"}").isStorable())
                .isFalse();
        assertThat(snapshot(1, "note", 1, "1", "{}").isStorable()).isTrue();
    }

    @Test
    void aSnapshotThatDoesNotReadBackIsNotStoredAndTheStreamGoesOn() {
        DecidedPartition forgetful = DecidedPartition.withNotes(new StateJson<>() {
            @Override
            public int schemaVersion() {
                return 1;
            }

            @Override
            public JsonNode write(Integer state) {
                return IntNode.valueOf(state % 10);
            }

            @Override
            public Integer read(JsonNode json) {
                return json.intValue();
            }
        });
        for (int i = 0; i < 4; i++) {
            forgetful.send("note-1", NoteType.command(Order.WRITE, 6), id(forgetful.newId()));
            forgetful.commit();
        }

        // At 6 it reads back; at 12, 18 and 24 it does not.
        assertThat(forgetful.tables.snapshots(NOTE))
                .extracting(StoredSnapshot::aggregateVersion)
                .containsExactly(6L);
        assertThat(forgetful.probe.snapshotsNotTaken)
                .hasSize(3)
                .containsOnly("note-1: its state does not read back as an equal one");
        assertThat(forgetful.tables.events(0)).hasSize(24);
    }

    @Test
    void aSnapshotThatCannotBeWrittenIsPassedOverWhateverItThrows() {
        DecidedPartition deep = DecidedPartition.withNotes(new StateJson<>() {
            @Override
            public int schemaVersion() {
                return 1;
            }

            @Override
            public JsonNode write(Integer state) {
                return state < 0 ? IntNode.valueOf(state) : write(state + 1);
            }

            @Override
            public Integer read(JsonNode json) {
                return json.intValue();
            }
        });
        deep.send("note-1", NoteType.command(Order.WRITE, 6), id(deep.newId()));
        deep.commit();

        assertThat(deep.tables.snapshots(NOTE)).isEmpty();
        assertThat(deep.probe.snapshotsNotTaken).containsExactly("note-1: java.lang.StackOverflowError");
        assertThat(deep.tables.events(0)).hasSize(6);
    }

    /** Writes so many notes in one batch. */
    private List<StoredEvent> write(int notes) {
        partition.send("note-1", NoteType.command(Order.WRITE, notes), id(partition.newId()));
        return partition.commit().events();
    }

    /** What the decider knew when it left this event: a note says how many there were before it. */
    private String stateAfter(StoredEvent event) {
        return new NoteType().event(partition.decoded(event));
    }

    private static StoredSnapshot snapshot(long version, String type, int schemaVersion, String state, String views) {
        return new StoredSnapshot(
                NOTE.partition(),
                NOTE.aggregateId(),
                version,
                type,
                schemaVersion,
                state,
                views,
                List.of(),
                RecentCommandIds.NONE_FORGOTTEN,
                Instant.EPOCH);
    }
}
