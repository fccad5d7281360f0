package dev.foldline.bench.stack;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Sends at a steady rate whatever comes back and whenever.
 *
 * <p>Each send is told when it was due. Whoever measures from then, and not from when it was sent, also sees the time
 * that a send had to wait behind a slow one, as it would in a system whose users do not wait for each other.
 */
public final class OpenLoop {

    private final long intervalNs;

    /**
     * @param rate sends per second
     */
    public OpenLoop(int rate) {
        this.intervalNs = TimeUnit.SECONDS.toNanos(1) / rate;
    }

    /**
     * Sends from this thread, for so long or until it is interrupted.
     *
     * @param send is given the moment of {@link System#nanoTime} at which it was due
     * @return how many it has sent
     */
    public long run(Duration length, LongConsumer send) {
        long startedNs = System.nanoTime();
        long count = length.toNanos() / intervalNs;
        for (long i = 0; i < count; i++) {
            long dueNs = startedNs + i * intervalNs;
            for (long leftNs = dueNs - System.nanoTime(); leftNs > 0; leftNs = dueNs - System.nanoTime()) {
                LockSupport.parkNanos(leftNs);
                if (Thread.interrupted()) {
                    return i;
                }
            }
            send.accept(dueNs);
        }
        return count;
    }
}
