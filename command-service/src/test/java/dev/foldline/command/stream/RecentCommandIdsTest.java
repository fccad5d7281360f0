package dev.foldline.command.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.TimeOrderedIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RecentCommandIdsTest {

    private static final int SEEDS = 200;
    private static final long START_MS = 1_700_000_000_000L;

    @Test
    void aStreamThatAnsweredNothingSaysNoToEveryId() {
        RecentCommandIds recent = new RecentCommandIds();
        assertThat(recent.mayHaveAnswered(v7(START_MS, new SplittableRandom(1))))
                .isFalse();
        assertThat(recent.mayHaveAnswered(v4(new SplittableRandom(1)))).isFalse();
    }

    @Test
    void noAnsweredCommandIsEverMissedHoweverManyFollow() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            RecentCommandIds recent = new RecentCommandIds();
            List<UUID> answered = new ArrayList<>();
            int commands = random.nextInt(4 * RecentCommandIds.REMEMBERED_MAX);
            for (int i = 0; i < commands; i++) {
                UUID id = random.nextInt(3) == 0 ? v4(random) : v7(START_MS + random.nextInt(50), random);
                recent.remember(id);
                answered.add(id);
                for (UUID earlier : answered) {
                    assertThat(recent.mayHaveAnswered(earlier))
                            .as("seed %d, after %d commands", seed, i + 1)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void untilOneIsForgottenEveryOtherIdIsNew() {
        RandomGenerator random = new SplittableRandom(2);
        RecentCommandIds recent = new RecentCommandIds();
        for (int i = 0; i < RecentCommandIds.REMEMBERED_MAX; i++) {
            recent.remember(i % 2 == 0 ? v4(random) : v7(START_MS + i, random));
            assertThat(recent.mayHaveAnswered(v4(random))).isFalse();
            assertThat(recent.mayHaveAnswered(v7(START_MS, random))).isFalse();
        }
    }

    @Test
    void aTimeOrderedIdMadeLaterThanAllForgottenOnesIsNew() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            RecentCommandIds recent = new RecentCommandIds();
            long latestMs = START_MS;
            for (int i = 0; i < 3 * RecentCommandIds.REMEMBERED_MAX; i++) {
                latestMs += random.nextInt(3);
                recent.remember(random.nextInt(3) == 0 ? v4(random) : v7(latestMs, random));
            }
            assertThat(recent.mayHaveAnswered(v7(latestMs + 1, random)))
                    .as("seed %d", seed)
                    .isFalse();
        }
    }

    @Test
    void onceOneIsForgottenOnlyTheTableKnowsARandomId() {
        RandomGenerator random = new SplittableRandom(3);
        RecentCommandIds recent = new RecentCommandIds();
        for (int i = 0; i <= RecentCommandIds.REMEMBERED_MAX; i++) {
            recent.remember(v4(random));
        }
        assertThat(recent.mayHaveAnswered(v4(random))).isTrue();
        assertThat(recent.mayHaveAnswered(v7(1, random))).isFalse();
    }

    @Test
    void whatIsOnlyKnownToBeInTheTableCountsAsForgotten() {
        RandomGenerator random = new SplittableRandom(4);
        RecentCommandIds recent = new RecentCommandIds();
        recent.forgot(START_MS);
        // A later call with an earlier time must not make the memory forget how far it has to ask.
        recent.forgot(0);
        assertThat(recent.mayHaveAnswered(v7(START_MS, random))).isTrue();
        assertThat(recent.mayHaveAnswered(v7(START_MS + 1, random))).isFalse();
        assertThat(recent.mayHaveAnswered(v4(random))).isTrue();
    }

    @Test
    void aMemoryWithNewerCommandsIsThatOfASnapshotAndMissesNoneThatWasAnswered() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            List<UUID> answered = new ArrayList<>();
            RecentCommandIds recent = new RecentCommandIds();
            for (int batch = 0; batch < 12; batch++) {
                List<UUID> newer = new ArrayList<>();
                for (int i = random.nextInt(8); i >= 0; i--) {
                    // Most ids are random, and a client's clock may be anywhere.
                    newer.add(random.nextInt(4) == 0 ? v7(START_MS + random.nextInt(9), random) : v4(random));
                }
                recent = recent.with(newer);
                answered.addAll(newer);
            }
            assertThat(answered).as("seed %d", seed).allMatch(recent::mayHaveAnswered);
            assertThat(recent.remembered())
                    .isEqualTo(answered.subList(
                            Math.max(0, answered.size() - RecentCommandIds.REMEMBERED_MAX), answered.size()));
        }
    }

    private static UUID v7(long createdMs, RandomGenerator random) {
        return new TimeOrderedIds(() -> Instant.ofEpochMilli(createdMs), random).next();
    }

    private static UUID v4(RandomGenerator random) {
        long most = (random.nextLong() & ~0xf000L) | 0x4000L;
        long least = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(most, least);
    }
}
