package dev.foldline.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.store.entry.AnsweredCommands.Answer;
import dev.foldline.command.store.entry.CommandFilter;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.CommandRange;
import dev.foldline.command.store.entry.StreamPlace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store does with the filters of command ids. */
public interface CommandFilterContract {

    /** Another store over the same tables, as another worker would have it; closed after the test. */
    EventStore open();

    private static CommandFilter filter(StreamId id, long fromVersion, long fromOffset, int... hashes) {
        StreamPlace after = new StreamPlace(fromVersion, fromOffset);
        StreamPlace through = new StreamPlace(fromVersion + 3, fromOffset + 5);
        return new CommandFilter(id.partition(), id.aggregateId(), new CommandRange(after, through), 77, hashes);
    }

    private static Map<StreamId, StreamPlace> from(StreamPlace place, StreamId... ids) {
        Map<StreamId, StreamPlace> after = new HashMap<>();
        for (StreamId id : ids) {
            after.put(id, place);
        }
        return after;
    }

    @Test
    default void filtersComeBackInTheOrderInWhichTheyBegin() {
        StreamId zoe = new StreamId(0, "Zoë");
        StreamId other = new StreamId(1, "Zoë");
        CommandFilter first = filter(zoe, 0, -1, 0, -1, Integer.MIN_VALUE);
        CommandFilter second = filter(zoe, 3, 4, 9);
        CommandFilter sameVersion = filter(zoe, 3, 9);
        CommandFilter ofOther = filter(other, 0, -1, 5, 5);
        EventStore store = open();
        store.saveFilters(List.of(sameVersion, second, first, ofOther));

        assertThat(open().filters(nowhere(zoe, other, new StreamId(2, "Zoë")), 10))
                .usingRecursiveComparison()
                .isEqualTo(Map.of(
                        zoe,
                        List.of(first, second, sameVersion),
                        other,
                        List.of(ofOther),
                        new StreamId(2, "Zoë"),
                        List.of()));
        assertThat(store.filters(nowhere(zoe), 2).get(zoe))
                .usingRecursiveComparison()
                .isEqualTo(List.of(first, second));
        assertThat(store.filters(Map.of(zoe, second.range().after()), 10).get(zoe))
                .usingRecursiveComparison()
                .isEqualTo(List.of(sameVersion));
    }

    private static Map<StreamId, @Nullable StreamPlace> nowhere(StreamId... ids) {
        Map<StreamId, @Nullable StreamPlace> after = new HashMap<>();
        for (StreamId id : ids) {
            after.put(id, null);
        }
        return after;
    }

    @Test
    default void aFilterReplacesTheOneThatBeginsWhereItDoes() {
        StreamId id = new StreamId(0, "a");
        EventStore store = open();
        store.saveFilters(List.of(filter(id, 0, -1, 1, 2)));
        CommandFilter later = filter(id, 0, -1, 3);
        store.saveFilters(List.of(later));

        assertThat(store.filters(nowhere(id), 10).get(id))
                .usingRecursiveComparison()
                .isEqualTo(List.of(later));
    }

    @Test
    default void answeredGivesTheIdsOfCommandsBehindAPlaceAndNoMoreThanAskedFor() throws Exception {
        StreamId a = new StreamId(0, "a");
        UUID first = BatchBuilder.newId();
        UUID second = BatchBuilder.newId();
        UUID rejected = BatchBuilder.newId();
        UUID later = BatchBuilder.newId();
        EventStore store = open();
        store.append(List.of(BatchBuilder.from(store.acquire(0, "w"))
                .accepted("a", first, 2)
                .rejected("a", rejected)
                .accepted("b", 3)
                .accepted("a", second, 1)
                .rejected("b", BatchBuilder.newId())
                .rejected("a", later)
                .build()));

        assertThat(store.answered(from(StreamPlace.START, a), 10).get(a)).satisfies(all -> {
            assertThat(all.ofEvents())
                    .containsExactly(new Answer(first, 1), new Answer(first, 2), new Answer(second, 3));
            assertThat(all.ofOutcomes()).containsExactly(new Answer(rejected, 1), new Answer(later, 5));
        });
        assertThat(store.answered(from(new StreamPlace(2, 1), a), 10).get(a)).satisfies(all -> {
            assertThat(all.ofEvents()).containsExactly(new Answer(second, 3));
            assertThat(all.ofOutcomes()).containsExactly(new Answer(later, 5));
        });
        assertThat(store.answered(from(StreamPlace.START, a), 1).get(a)).satisfies(all -> {
            assertThat(all.ofEvents()).containsExactly(new Answer(first, 1));
            assertThat(all.ofOutcomes()).containsExactly(new Answer(rejected, 1));
        });
    }

    @Test
    default void aLookUpFindsNothingOutsideItsRange() throws Exception {
        StreamId a = new StreamId(0, "a");
        UUID accepted = BatchBuilder.newId();
        UUID rejected = BatchBuilder.newId();
        EventStore store = open();
        PartitionBatch batch = BatchBuilder.from(store.acquire(0, "w"))
                .accepted("a", 4)
                .accepted("a", accepted, 2)
                .rejected("a", rejected)
                .accepted("a", 3)
                .build();
        store.append(List.of(batch));
        CommandRange before = new CommandRange(StreamPlace.START, new StreamPlace(4, 0));
        CommandRange within = new CommandRange(new StreamPlace(4, 0), new StreamPlace(6, 2));
        CommandRange after = new CommandRange(new StreamPlace(6, 2), StreamPlace.END);

        for (CommandRange outside : List.of(before, after)) {
            assertThat(store.findOutcomes(
                            List.of(new RepeatLookup(a, accepted, outside), new RepeatLookup(a, rejected, outside))))
                    .isEqualTo(Map.of(a, Map.of()));
        }
        assertThat(store.findOutcomes(List.of(
                        new RepeatLookup(a, accepted, within),
                        new RepeatLookup(a, accepted, CommandRange.WHOLE),
                        new RepeatLookup(a, rejected, within))))
                .isEqualTo(Map.of(
                        a,
                        Map.of(
                                accepted,
                                CommandOutcome.ofEvents(batch.events().subList(4, 6)),
                                rejected,
                                batch.outcomes().getFirst())));
    }

    @Test
    default void aLoadLooksAtNoMoreOutcomesThanItsLimit() throws Exception {
        StreamId a = new StreamId(0, "a");
        EventStore store = open();
        BatchBuilder batch = BatchBuilder.from(store.acquire(0, "w"));
        for (int i = 0; i < EventStore.LOADED_OUTCOMES_MAX + EventStore.OLDER_OUTCOMES_MAX - 1; i++) {
            batch.rejected("a", BatchBuilder.newId());
        }
        PartitionBatch few = batch.build();
        store.append(List.of(few));
        assertThat(LoadedStream.load(store, a).olderOutcomesCreatedMs())
                .isNotIn(LoadedOutcomes.UNKNOWN, LoadedOutcomes.NO_OLDER);

        store.append(List.of(BatchBuilder.from(BatchBuilder.after(few))
                .rejected("a", BatchBuilder.newId())
                .build()));
        assertThat(LoadedStream.load(store, a).olderOutcomesCreatedMs()).isEqualTo(LoadedOutcomes.UNKNOWN);
    }

    @Test
    default void aLoadLooksAtNoOutcomesThatItsSnapshotTellsOf() throws Exception {
        StreamId a = new StreamId(0, "a");
        EventStore store = open();
        BatchBuilder batch = BatchBuilder.from(store.acquire(0, "w"));
        for (int i = 0; i < EventStore.OLDER_OUTCOMES_MAX; i++) {
            batch.rejected("a", BatchBuilder.newId());
        }
        batch.accepted("a", 1).snapshot("a");
        for (int i = 0; i < EventStore.LOADED_OUTCOMES_MAX; i++) {
            batch.rejected("a", BatchBuilder.newId());
        }
        PartitionBatch before = batch.build();
        store.append(List.of(before));
        assertThat(LoadedStream.load(store, a, EventStore.SnapshotUse.NEWEST).olderOutcomesCreatedMs())
                .isEqualTo(LoadedOutcomes.NO_OLDER);
        assertThat(LoadedStream.load(store, a).olderOutcomesCreatedMs()).isEqualTo(LoadedOutcomes.UNKNOWN);

        store.append(List.of(BatchBuilder.from(BatchBuilder.after(before))
                .rejected("a", BatchBuilder.newId())
                .build()));
        assertThat(LoadedStream.load(store, a, EventStore.SnapshotUse.NEWEST).olderOutcomesCreatedMs())
                .isNotIn(LoadedOutcomes.UNKNOWN, LoadedOutcomes.NO_OLDER);
    }
}
