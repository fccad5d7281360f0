package dev.foldline.command.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.foldline.command.batch.NoteType;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.stream.SnapshotCodec.UnusableSnapshotException;
import dev.foldline.domain.RecordStateJson;
import dev.foldline.domain.version.Migration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class SnapshotCodecTest {

    private static final StreamId NOTE = new StreamId(3, "note-1");
    private static final Instant NOW = Instant.parse("2026-11-21T10:15:30.123456Z");

    /** Version 2 counts by tens. */
    private static final List<Migration<JsonNode>> STEPS = List.of(
            new Migration<>("note", 1, 2, state -> IntNode.valueOf(10 * state.asInt())),
            new Migration<>("note", 2, 1, state -> IntNode.valueOf(state.asInt() / 10)));

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        RecentCommandIds recentIds = new RecentCommandIds();
        recentIds.remember(new UUID(1, 1));
        recentIds.forgot(17);
        SnapshotCodec codec = codec(1, List.of());

        StoredSnapshot snapshot = codec.write(NOTE, state(1, 7, recentIds), NOW);

        assertThat(snapshot)
                .isEqualTo(new StoredSnapshot(
                        3,
                        "note-1",
                        7,
                        "note",
                        1,
                        "7",
                        "{\"note-counts\":{\"version\":1,\"row\":null}}",
                        List.of(new UUID(1, 1)),
                        17,
                        NOW));
        assertThat(codec.read(snapshot)).isEqualTo(new FoldedState(7, Arrays.asList((Object) null)));
    }

    @Test
    void oneOfAnotherVersionIsBroughtToThisBuildsUpAndDown() throws Exception {
        StoredSnapshot old = codec(1, STEPS).write(NOTE, state(1, 7, new RecentCommandIds()), NOW);
        StoredSnapshot newer = codec(2, STEPS).write(NOTE, state(2, 70, new RecentCommandIds()), NOW);

        assertThat(codec(2, STEPS).read(old).state()).isEqualTo(70);
        assertThat(codec(1, STEPS).read(newer).state()).isEqualTo(7);
    }

    @Test
    void oneToWhichThereIsNoWayIsUnusable() throws Exception {
        StoredSnapshot old = codec(1, STEPS).write(NOTE, state(1, 7, new RecentCommandIds()), NOW);

        assertThatThrownBy(() -> codec(3, STEPS).read(old))
                .isInstanceOf(UnusableSnapshotException.class)
                .hasMessageContaining("it is of schema version 1, this build's is 3")
                .hasMessageContaining("no migration path found");
    }

    private static SnapshotCodec codec(int version, List<Migration<JsonNode>> steps) {
        return new SnapshotCodec(new AggregateTypes(List.of(type(version, steps))));
    }

    private static NoteType type(int version, List<Migration<JsonNode>> steps) {
        return new NoteType(new RecordStateJson<>(Integer.class, version, steps));
    }

    /** A note of so many events, as a type of that schema version has it. */
    private static StreamState state(int schemaVersion, int notes, RecentCommandIds recentIds) {
        NoteType type = type(schemaVersion, List.of());
        return new StreamState(notes, type, new FoldedState(notes, Arrays.asList((Object) null)), recentIds, 0, null);
    }
}
