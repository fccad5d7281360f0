package dev.foldline.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimeOrderedIdsTest {

    private static final long SEED = 7;
    private static final long NOW_MS = 1_793_613_600_000L;

    private final AtomicLong clockMs = new AtomicLong(NOW_MS);
    private final TimeOrderedIds ids =
            new TimeOrderedIds(() -> Instant.ofEpochMilli(clockMs.get()), new SplittableRandom(SEED));

    @Test
    void anIdIsAUuidOfVersionSevenAndTellsItsTime() {
        UUID id = ids.next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(Ids.createdAtMs(id)).hasValue(NOW_MS);
    }

    @Test
    void idsRiseAlsoWithMoreThanTheCounterHoldsInOneMillisecond() {
        UUID last = ids.next();
        for (int i = 0; i < 20_000; i++) {
            last = assertRises(last);
        }
    }

    @Test
    void idsRiseAlsoWhenTheClockStepsBack() {
        UUID last = ids.next();
        for (long stepMs : new long[] {1, -1, 0, 5, -3_600_000, 1, 3_600_000, -10}) {
            clockMs.addAndGet(stepMs);
            last = assertRises(last);
            last = assertRises(last);
        }
    }

    @Test
    void theTimeOfAnIdFollowsTheClockAgainWhenItHasCaughtUp() {
        ids.next();
        clockMs.addAndGet(-1_000);
        assertThat(Ids.createdAtMs(ids.next())).hasValue(NOW_MS);
        clockMs.addAndGet(5_000);
        assertThat(Ids.createdAtMs(ids.next())).hasValue(NOW_MS + 4_000);
    }

    /** As Postgres compares them: byte by byte, unsigned. */
    private UUID assertRises(UUID last) {
        UUID next = ids.next();
        int order = Long.compareUnsigned(next.getMostSignificantBits(), last.getMostSignificantBits());
        assertThat(order).as("%s after %s", next, last).isPositive();
        return next;
    }
}
