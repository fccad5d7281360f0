package dev.foldline.command.batch.repeat;

import static dev.foldline.command.batch.DecidedPartition.deposit;
import static dev.foldline.command.batch.DecidedPartition.id;
import static dev.foldline.command.batch.DecidedPartition.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.DecidedPartition;
import dev.foldline.command.store.entry.CommandFilter;
import dev.foldline.command.store.postgres.PostgresEventStore;
import dev.foldline.command.store.postgres.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One account that gets all commands, by random ids and by ids in the order of time. */
final class HotAccountIT {

    private static final String ACCOUNT = "account-1";
    /** As many as fit into the time of the tier; a million with {@code -Dfoldline.hot.account.commands=1000000}. */
    private static final int MANY = Integer.getInteger("foldline.hot.account.commands", 250_000);

    private static final int BATCH = 1_000;

    /** As by default: it keeps 786,000 ids of one stream. */
    private static final long CACHE_BYTES_MAX = 24 * 1024 * 1024;

    private final RandomGenerator random = new SplittableRandom(11);
    private long nowMs = 1_700_000_000_000L;

    @Test
    void twentyThousandDepositsByRandomIdsReadNoMoreThanByTimeOrderedOnes() {
        Run ordered = run(20_000, Ids.TIME_ORDERED);
        Run random = run(20_000, Ids.RANDOM);

        assertThat(ordered.store.questions).isZero();
        // The history is read once, when the second batch comes, and then kept.
        assertThat(random.store.questions).isLessThanOrEqualTo(3);
        assertThat(random.store.commandsRead).isLessThanOrEqualTo(2 * BATCH);
        assertThat(random.store.lookups).isLessThanOrEqualTo(1);
        ordered.partition.close();
        random.partition.close();
    }

    @Test
    void anotherOwnerReadsFiltersAndOnlyTheLastCommandsOneByOne() {
        Run run = run(20_000, Ids.RANDOM);
        run.store.startAgain();
        run.partition.partition.acquireAgain();
        List<UUID> repeated = new ArrayList<>(run.ids.subList(0, 500));
        repeated.forEach(again -> run.partition.partition.send(ACCOUNT, deposit(1), id(again)));

        var rows = run.partition.partition.commit();

        assertThat(rows.outcomes()).hasSize(500).allMatch(outcome -> outcome.duplicate());
        assertThat(run.store.filtersRead).isBetween(70L, 80L);
        assertThat(run.store.commandsRead).isLessThanOrEqualTo(BATCH + CommandFilter.COMMANDS_MAX);
        assertThat(run.store.lookups).isBetween(500L, 505L);
        run.partition.close();
    }

    /** The rates are printed, for comparison. A busy machine may give any, so they are hardly held against another. */
    @Tag("soak")
    @Test
    void manyDepositsByRandomIdsAreAsFastAsByTimeOrderedOnes() {
        Run ordered = run(MANY, Ids.TIME_ORDERED);
        ordered.partition.close();
        Run random = run(MANY, Ids.RANDOM);
        random.partition.close();
        System.out.printf(
                "%,d deposits to one account: %,d commands/s by time-ordered ids, %,d by random ids;"
                        + " the last tenth %,d and %,d; %,d look-ups, %,d rows of filters and %,d ids read%n",
                MANY,
                ordered.perSecond,
                random.perSecond,
                ordered.lastTenthPerSecond,
                random.lastTenthPerSecond,
                random.store.lookups,
                random.store.filtersRead,
                random.store.commandsRead);
        // Of so many random ids, so many have a hash of 32 bits that another one has.
        double sameHash = Math.pow(MANY, 2) / 2 / Math.pow(2, 32);
        assertThat((double) random.store.lookups).isLessThan(5 + 2 * sameHash);
        assertThat(ordered.store.questions).isZero();
        // Each id is read one by one once at most; where the last row is not full, it is read with the next batch too.
        assertThat(random.store.commandsRead)
                .isLessThanOrEqualTo(MANY + (long) MANY / BATCH * CommandFilter.COMMANDS_MAX);
        assertThat(random.perSecond).isGreaterThan(ordered.perSecond / 4);
        assertThat(random.lastTenthPerSecond).isGreaterThan(ordered.lastTenthPerSecond / 8);
    }

    private enum Ids {
        TIME_ORDERED,
        RANDOM
    }

    private record Hot(DecidedPartition partition, PostgresEventStore postgres) {

        void close() {
            postgres.close();
        }
    }

    private record Run(Hot partition, CountingStore store, List<UUID> ids, long perSecond, long lastTenthPerSecond) {}

    private Run run(int commands, Ids kind) {
        PostgresEventStore postgres = new PostgresEventStore(PostgresServer.migratedDatabase(1));
        CountingStore store = new CountingStore(postgres);
        DecidedPartition partition = DecidedPartition.over(store);
        partition.acquireAgain(CACHE_BYTES_MAX);
        Supplier<UUID> ids = kind == Ids.RANDOM ? this::randomId : this::timeOrderedId;
        List<UUID> some = new ArrayList<>();
        partition.send(ACCOUNT, open(0));
        partition.commit();
        store.startAgain();
        long startedNs = System.nanoTime();
        long lastTenthNs = startedNs;
        for (int sent = 0; sent < commands; sent += BATCH) {
            if (sent == commands / 10 * 9) {
                lastTenthNs = System.nanoTime();
            }
            for (int i = 0; i < BATCH; i++) {
                UUID id = ids.get();
                if (some.size() < BATCH) {
                    some.add(id);
                }
                partition.send(ACCOUNT, deposit(1), id(id));
            }
            assertThat(partition.commit().events()).hasSize(BATCH);
        }
        long endedNs = System.nanoTime();
        return new Run(
                new Hot(partition, postgres),
                store,
                some,
                perSecond(commands, endedNs - startedNs),
                perSecond(commands / 10, endedNs - lastTenthNs));
    }

    private static long perSecond(int commands, long tookNs) {
        return (long) (commands * 1e9 / tookNs);
    }

    /** A UUIDv7, a millisecond later than the one before. */
    private UUID timeOrderedId() {
        nowMs++;
        return new UUID((nowMs << 16) | 0x7000L, random.nextLong() | Long.MIN_VALUE);
    }

    /** A UUIDv4. */
    private UUID randomId() {
        long most = (random.nextLong() & ~0xf000L) | 0x4000L;
        long least = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(most, least);
    }
}
