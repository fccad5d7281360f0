package dev.foldline.command.batch;

import static dev.foldline.command.batch.DecidedPartition.deposit;
import static dev.foldline.command.batch.DecidedPartition.id;
import static dev.foldline.command.batch.DecidedPartition.open;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One account that gets all commands, by random ids and by ids in the order of time. */
final class HotAccountIT {

    private static final Logger log = LoggerFactory.getLogger(HotAccountIT.class);

    private static final String ACCOUNT = "account-1";
    private static final int BATCH = 1_000;

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

    /** For comparison: the rates are logged, as a busy machine may give any. */
    @Tag("soak")
    @Test
    void aMillionDepositsByRandomIdsAreAsFastAsByTimeOrderedOnes() {
        int commands = Integer.getInteger("foldline.hot.commands", 1_000_000);
        Run ordered = run(commands, Ids.TIME_ORDERED);
        ordered.partition.close();
        Run random = run(commands, Ids.RANDOM);
        random.partition.close();
        log.info(
                "{} deposits to one account: {} commands/s by time-ordered ids, {} by random ids; the last tenth {} and {}",
                commands,
                ordered.perSecond,
                random.perSecond,
                ordered.lastTenthPerSecond,
                random.lastTenthPerSecond);
        assertThat(random.store.questions).isLessThanOrEqualTo(3 + commands / 100_000);
        assertThat(random.store.commandsRead).isLessThanOrEqualTo(2 * BATCH);
        assertThat(random.lastTenthPerSecond).isGreaterThan(random.perSecond / 4);
        assertThat(random.perSecond).isGreaterThan(ordered.perSecond / 4);
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
        partition.acquireAgain(100_000_000);
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
