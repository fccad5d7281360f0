package dev.foldline.contract;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes UUIDv7 ids that rise strictly, even within a millisecond and when the clock steps back.
 *
 * <p>The 12 bits after the milliseconds count up within one millisecond (RFC 9562, section 6.2, method 1). When they
 * are used up, the milliseconds run ahead of the clock. Not thread-safe: one per thread.
 */
public final class TimeOrderedIds {

    private static final int COUNTER_MAX = 0xfff;

    private final InstantSource clock;
    private final RandomGenerator random;
    private long lastMs;
    private int counter;

    public TimeOrderedIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** The next id, greater than all before it. */
    public UUID next() {
        long nowMs = clock.millis();
        if (nowMs > lastMs) {
            lastMs = nowMs;
            counter = 0;
        } else if (counter < COUNTER_MAX) {
            counter++;
        } else {
            lastMs++;
            counter = 0;
        }
        long most = (lastMs << 16) | 0x7000L | counter;
        long least = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(most, least);
    }
}
