package dev.foldline.command.batch.repeat;

import static dev.foldline.command.batch.DecidedPartition.deposit;
import static dev.foldline.command.batch.DecidedPartition.id;
import static dev.foldline.command.batch.DecidedPartition.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.DecidedPartition;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.RepeatLookup;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandFilter;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.StreamPlace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream with more commands than a row of filters has, by ids that say nothing of their time. */
final class LongStreamRepeatTest {

    private static final StreamId STREAM = new StreamId(DecidedPartition.PARTITION, "account-1");
    private static final int COMMANDS = 5 * CommandFilter.COMMANDS_MAX;
    private static final long START_MS = 1_700_000_000_000L;
    private static final long MUCH = 10_000_000;

    /** What there is of the stream's history, when its commands come again. */
    enum Known {
        KEPT_IN_MEMORY,
        KEPT_AS_A_LIST,
        TOO_LONG_FOR_MEMORY,
        IN_THE_TABLE,
        LOST,
        BEGINNING_LOST,
        MIDDLE_LOST,
        END_LOST
    }

    private final DecidedPartition partition = new DecidedPartition();
    private final RandomGenerator random = new SplittableRandom(3);
    private final List<UUID> ids = new ArrayList<>();

    @ParameterizedTest
    @EnumSource
    void everyRepeatIsFoundAndEveryNewCommandIsDecided(Known known) {
        fill(COMMANDS);
        lose(known);
        for (int round = 0; round < 3; round++) {
            int events = partition.tables.events(0).size();
            int added = 0;
            ids.forEach(repeated -> partition.send("account-1", deposit(1), id(repeated)));
            for (; added < 40; added++) {
                partition.send("account-1", deposit(1), id(newId()));
            }

            PartitionBatch rows = partition.commit();

            assertThat(rows.outcomes()).hasSameSizeAs(ids).allMatch(CommandOutcome::duplicate);
            assertThat(rows.outcomes())
                    .extracting(CommandOutcome::firstOffset)
                    .isEqualTo(LongStream.range(0, ids.size()).boxed().toList());
            assertThat(rows.events()).hasSize(added);
            assertThat(partition.tables.events(0)).hasSize(events + added);
            if (round == 1) {
                partition.acquireAgain();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"KEPT_IN_MEMORY", "TOO_LONG_FOR_MEMORY", "IN_THE_TABLE"})
    void aNewCommandIsNeitherLookedUpNorIsTheStreamReadForIt(Known known) {
        fill(COMMANDS);
        lose(known);
        partition.store.lookups.clear();
        partition.store.commandsRead = 0;

        partition.send("account-1", deposit(1), id(newId()));
        assertThat(partition.commit().events()).hasSize(1);

        assertThat(partition.store.lookups).isEmpty();
        assertThat(partition.store.commandsRead)
                .isLessThanOrEqualTo(known == Known.KEPT_IN_MEMORY ? 0 : CommandFilter.COMMANDS_MAX + 40);
    }

    @Test
    void aRepeatIsLookedUpAmongFewOfTheStreamsCommands() {
        fill(COMMANDS);
        partition.store.lookups.clear();

        ids.forEach(repeated -> partition.send("account-1", deposit(1), id(repeated)));
        partition.commit();

        assertThat(partition.store.lookups)
                .extracting(RepeatLookup::range)
                .allSatisfy(range -> assertThat(
                                range.through().offset() - range.after().offset())
                        .isLessThanOrEqualTo(CommandFilter.COMMANDS_MAX));
    }

    @Test
    void whatHasBeenReadOnceIsNotReadAgain() {
        fill(COMMANDS);
        lose(Known.LOST);
        partition.store.commandsRead = 0;
        for (int i = 0; i < 3; i++) {
            partition.acquireAgain();
            partition.send("account-1", deposit(1), id(newId()));
            partition.commit();
        }

        assertThat(partition.store.commandsRead).isBetween((long) COMMANDS, COMMANDS + 2 * 300L);
    }

    @Test
    void aStreamWhoseClientsSendTimeOrderedIdsNeverReadsItsHistory() {
        for (int i = 0; i < COMMANDS; i++) {
            partition.send(
                    "account-1",
                    i == 0 ? open(0) : deposit(i % 5),
                    id(new UUID(((START_MS + i) << 16) | 0x7000L, random.nextLong())));
            if (i % 50 == 0) {
                partition.commit();
            }
        }
        partition.commit();

        assertThat(partition.store.commandsRead).isZero();
        assertThat(partition.store.lookups).isEmpty();
    }

    private void fill(int commands) {
        for (int i = 0; i < commands; i++) {
            ids.add(newId());
            // Every fifth is refused: those leave no event.
            partition.send("account-1", i == 0 ? open(0) : deposit(i % 5), id(ids.getLast()));
            if (random.nextInt(60) == 0) {
                partition.commit();
            }
        }
        partition.commit();
        // A row is full when the next command comes, and is written with the batch that follows.
        for (int batch = 0; batch < 2; batch++) {
            ids.add(newId());
            partition.send("account-1", deposit(1), id(ids.getLast()));
            partition.commit();
        }
    }

    private void lose(Known known) {
        List<CommandFilter> rows = Objects.requireNonNull(
                partition.store.filters(nothingKnown(), 100).get(STREAM));
        assertThat(rows).hasSize(COMMANDS / CommandFilter.COMMANDS_MAX);
        switch (known) {
            case KEPT_IN_MEMORY -> {
                return;
            }
            case KEPT_AS_A_LIST -> {
                partition.acquireAgain(2 * 10 * COMMANDS);
                return;
            }
            case TOO_LONG_FOR_MEMORY -> {
                partition.acquireAgain(10_000);
                return;
            }
            case IN_THE_TABLE -> {}
            case LOST -> partition.tables.keepFilters(STREAM, _ -> false);
            case BEGINNING_LOST -> partition.tables.keepFilters(STREAM, row -> !row.equals(rows.getFirst()));
            case MIDDLE_LOST -> partition.tables.keepFilters(STREAM, row -> !row.equals(rows.get(2)));
            case END_LOST -> partition.tables.keepFilters(STREAM, row -> !row.equals(rows.getLast()));
        }
        partition.acquireAgain(MUCH);
    }

    private static Map<StreamId, @Nullable StreamPlace> nothingKnown() {
        Map<StreamId, @Nullable StreamPlace> after = new HashMap<>();
        after.put(STREAM, null);
        return after;
    }

    /** A UUIDv4. */
    private UUID newId() {
        long most = (random.nextLong() & ~0xf000L) | 0x4000L;
        long least = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(most, least);
    }
}
