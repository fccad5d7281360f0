package dev.foldline.projection.rebuild;

import java.time.Duration;

/** How fast a count rises, over the last few seconds. Used by one thread. */
final class RateMeter {

    private static final Duration WINDOW = Duration.ofSeconds(3);
    private static final double NANOS_PER_SECOND = 1e9;

    private long fromCount;
    private long fromNs;
    private boolean begun;
    private long perSecond;

    /** The rate at a moment, in counts per second; 0 at the first measurement. */
    long at(long count, long nowNs) {
        if (!begun) {
            begun = true;
            fromCount = count;
            fromNs = nowNs;
            return 0;
        }
        long elapsedNs = nowNs - fromNs;
        if (elapsedNs > 0) {
            perSecond = Math.max(0, Math.round((count - fromCount) * NANOS_PER_SECOND / elapsedNs));
        }
        if (elapsedNs > WINDOW.toNanos()) {
            fromCount = count;
            fromNs = nowNs;
        }
        return perSecond;
    }

    /** Forgets all measurements. */
    void reset() {
        begun = false;
        perSecond = 0;
    }
}
