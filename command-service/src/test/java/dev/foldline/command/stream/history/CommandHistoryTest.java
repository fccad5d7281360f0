package dev.foldline.command.stream.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandFilter;
import dev.foldline.command.store.entry.CommandRange;
import dev.foldline.command.store.entry.StreamPlace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandHistoryTest {

    private static final StreamId STREAM = new StreamId(0, "a");
    private static final int EMPTY_BYTES = new CommandHistory(STREAM, 0).bytes();
    private static final int COMMANDS = 20 * CommandFilter.COMMANDS_MAX;

    private final RandomGenerator random = new SplittableRandom(1);

    /** By command, where it is. */
    private final Map<UUID, StreamPlace> answered = new HashMap<>();

    private StreamPlace place = StreamPlace.START;

    @Test
    void everyAnsweredCommandIsInARangeThatItNames() {
        CommandHistory history = filled(COMMANDS);

        answered.forEach((id, at) -> assertThat(ranges(history, id)).anyMatch(range -> holds(range, at)));
    }

    @Test
    void aRangeHoldsNoMoreCommandsThanItsLimit() {
        CommandHistory history = filled(COMMANDS);

        answered.keySet().stream()
                .limit(200)
                .flatMap(id -> ranges(history, id).stream())
                .distinct()
                .forEach(range -> assertThat(answered.values().stream().filter(at -> holds(range, at)))
                        .hasSizeLessThanOrEqualTo(CommandFilter.COMMANDS_MAX));
    }

    @Test
    void aNewCommandIsHardlyEverTakenForARepeat() {
        CommandHistory history = filled(COMMANDS);

        int taken = history.rangesOf(Stream.generate(this::newId).limit(100_000).toList())
                .size();
        // With hashes of 32 bits one in 840,000 is.
        assertThat(taken).isLessThan(5);
    }

    @Test
    void itsFullRowsTellAnotherTheSame() {
        CommandHistory written = filled(COMMANDS + 7);
        List<CommandFilter> rows = written.unsaved();
        CommandHistory read = new CommandHistory(STREAM, Long.MAX_VALUE);

        rows.forEach(row -> assertThat(read.add(row)).isTrue());

        assertThat(rows).hasSize(20);
        answered.forEach((id, at) -> {
            if (at.isWithin(read.reached())) {
                assertThat(ranges(read, id)).isEqualTo(ranges(written, id));
            }
        });
        written.saved(rows);
        assertThat(written.unsaved()).isEmpty();
    }

    @Test
    void aRowBehindAGapTellsNothing() {
        List<CommandFilter> rows = filled(COMMANDS).unsaved();
        CommandHistory read = new CommandHistory(STREAM, Long.MAX_VALUE);

        assertThat(read.add(rows.get(0))).isTrue();
        assertThat(read.add(rows.get(2))).isFalse();
        assertThat(read.reached()).isEqualTo(rows.get(0).range().through());
        assertThat(read.add(rows.get(1))).isTrue();
        assertThat(read.add(rows.get(2))).isTrue();
    }

    @Test
    void eventsOfOneCommandAreInOneRow() {
        CommandHistory history = new CommandHistory(STREAM, Long.MAX_VALUE);
        UUID last = newId();
        for (int i = 1; i < CommandFilter.COMMANDS_MAX; i++) {
            history.add(newId(), i, i);
        }
        for (int i = 0; i < 1_000; i++) {
            history.add(last, CommandFilter.COMMANDS_MAX + i, CommandFilter.COMMANDS_MAX);
        }
        history.add(newId(), 2_000, 2_000);

        assertThat(ranges(history, last))
                .containsExactly(new CommandRange(
                        StreamPlace.START,
                        new StreamPlace(CommandFilter.COMMANDS_MAX + 999, CommandFilter.COMMANDS_MAX)));
    }

    /** With 16 bytes for each id it is a table, with 5 a list, and with less nothing. */
    @ParameterizedTest
    @ValueSource(longs = {16 * COMMANDS, 10 * COMMANDS, 5 * COMMANDS + 2_000})
    void withLittleMemoryItTellsTheSame(long bytesMax) {
        CommandHistory much = filled(COMMANDS);
        CommandHistory little = new CommandHistory(STREAM, bytesMax);
        much.unsaved().forEach(little::add);
        answered.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> entry.getValue().offset()))
                .filter(entry -> !entry.getValue().isWithin(little.reached()))
                .forEach(entry -> little.add(
                        entry.getKey(),
                        entry.getValue().version(),
                        entry.getValue().offset()));

        assertThat(little.isKept()).isTrue();
        assertThat(little.bytes() - EMPTY_BYTES).isLessThanOrEqualTo((int) bytesMax + 70_000);
        assertThat(little.rangesOf(answered.keySet())).isEqualTo(much.rangesOf(answered.keySet()));
        assertThat(ranges(little, newId())).isEmpty();
    }

    @Test
    void beyondItsLimitItKeepsNothingAndStillReadsOn() {
        CommandHistory history = new CommandHistory(STREAM, 5 * 300);
        List<UUID> ids = new ArrayList<>();
        for (int i = 1; i <= 600; i++) {
            ids.add(newId());
        }
        SuspectedIds suspects = new SuspectedIds(List.of(ids.get(3), ids.get(599), newId()));
        history.lookFor(suspects);
        for (int i = 0; i < 300; i++) {
            history.add(ids.get(i), i + 1, i);
        }
        assertThat(history.isKept()).isTrue();

        for (int i = 300; i < 600; i++) {
            history.add(ids.get(i), i + 1, i);
        }
        assertThat(history.isKept()).isFalse();
        assertThat(history.bytes()).isLessThan(EMPTY_BYTES + 1_000);
        assertThat(history.unsaved()).hasSize(2);
        assertThat(suspects.rowsOf()).containsOnlyKeys(ids.get(3), ids.get(599));
    }

    @Test
    void theHashOfAnIdIsTheOneThatTablesHave() {
        assertThat(CommandFilter.hash(new UUID(0, 0))).isEqualTo(0x374708ff);
        assertThat(CommandFilter.hash(UUID.fromString("0195b0c2-7d2e-7c4a-9f3b-1f2e3d4c5b6a")))
                .isEqualTo(CommandFilter.hash(UUID.fromString("0195B0C2-7D2E-7C4A-9F3B-1F2E3D4C5B6A")));
    }

    /** A history of commands that leave no, one or some events. */
    private CommandHistory filled(int commands) {
        CommandHistory history = new CommandHistory(STREAM, Long.MAX_VALUE);
        for (int i = 0; i < commands; i++) {
            UUID id = newId();
            place = new StreamPlace(place.version() + random.nextInt(3), place.offset() + 1 + random.nextInt(5));
            history.add(id, place.version(), place.offset());
            answered.put(id, place);
        }
        return history;
    }

    private static List<CommandRange> ranges(CommandHistory history, UUID id) {
        return history.rangesOf(List.of(id)).getOrDefault(id, List.of());
    }

    private static boolean holds(CommandRange range, StreamPlace at) {
        return at.offset() > range.after().offset() && at.isWithin(range.through());
    }

    private UUID newId() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
