package dev.foldline.command.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.foldline.command.batch.NoteType;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.stream.SnapshotCodec.UnusableSnapshotException;
import dev.foldline.domain.RecordStateJson;
import dev.foldline.domain.StateJson;
import dev.foldline.domain.version.Migration;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

    /** A state that writes itself as this, and is read as that. */
    private static StateJson<Integer> writing(JsonNode written, int read) {
        return new StateJson<>() {
            @Override
            public int schemaVersion() {
                return 1;
            }

            @Override
            public JsonNode write(Integer state) {
                return written;
            }

            @Override
            public Integer read(JsonNode json) {
                return read;
            }
        };
    }

    static Stream<Arguments> statesThatDoNotReadBack() {
        return Stream.of(
                arguments(IntNode.valueOf(8), 8, "its state does not read back as an equal one"),
                arguments(TextNode.valueOf("a\0b"), 7, "it has a character that the table cannot hold"),
                arguments(TextNode.valueOf("a\ud83d"), 7, "it has a character that the table cannot hold"),
                arguments(TextNode.valueOf("a".repeat(17_000_000)), 7, "it has more than 16000000 characters"),
                arguments(
                        DecimalNode.valueOf(new BigDecimal("1E+200000")),
                        7,
                        "it has a number with more digits than the table can hold"),
                arguments(
                        DecimalNode.valueOf(new BigDecimal("1E-20000")),
                        7,
                        "it has a number with more digits than the table can hold"));
    }

    @ParameterizedTest
    @MethodSource("statesThatDoNotReadBack")
    void aSnapshotThatDoesNotReadBackToAnEqualStateIsNotWritten(JsonNode written, int read, String reason) {
        NoteType type = new NoteType(writing(written, read));
        StreamState notes = new StreamState(
                7, type, new FoldedState(7, Arrays.asList((Object) null)), new RecentCommandIds(), 0, null);

        assertThatThrownBy(() -> new SnapshotCodec(new AggregateTypes(List.of(type))).write(NOTE, notes, NOW))
                .isInstanceOf(UnusableSnapshotException.class)
                .hasMessage(reason);
    }

    @Test
    void arraysInAStateAreComparedByWhatTheyHold() {
        Held one = held(new byte[] {1, 2}, 3);
        assertThat(one).isNotEqualTo(held(new byte[] {1, 2}, 3));
        assertThat(SameState.is(one, held(new byte[] {1, 2}, 3))).isTrue();
        assertThat(SameState.is(one, held(new byte[] {1, 3}, 3))).isFalse();
        assertThat(SameState.is(one, held(new byte[] {1, 2}, 4))).isFalse();
        assertThat(SameState.is(Map.of("a", 1), Map.of("b", 1))).isFalse();
        assertThat(SameState.is(List.of(1), List.of(1, 2))).isFalse();
        assertThat(SameState.is(null, 1)).isFalse();
        assertThat(SameState.is(new Object(), new Object())).isTrue();
    }

    private record Held(byte[] bytes, Map<String, long[]> numbers, List<String[]> names, Optional<byte[]> more) {}

    private static Held held(byte[] bytes, long number) {
        return new Held(
                bytes,
                Map.of("a", new long[] {number}),
                List.<String[]>of(new String[] {"x"}),
                Optional.of(bytes.clone()));
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
