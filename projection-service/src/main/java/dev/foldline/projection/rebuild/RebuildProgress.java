package dev.foldline.projection.rebuild;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a rebuild has come.
 *
 * @param build           number of the build that is made
 * @param version         version of its fold
 * @param state           BUILDING or CUTTING_OVER
 * @param eventsDone      positions that it has passed, all partitions together
 * @param eventsTotal     positions that the build which serves has passed
 * @param eventsPerSecond how many events per second it folded recently
 * @param timeLeft        until it has caught up at this rate, null where that is not known yet
 */
public record RebuildProgress(
        int build,
        int version,
        String state,
        long eventsDone,
        long eventsTotal,
        long eventsPerSecond,
        @Nullable Duration timeLeft) {

    /** Of a build that has done nothing yet. */
    static RebuildProgress begun(Build build) {
        return new RebuildProgress(
                build.number(), build.version(), build.state().name(), 0, 0, 0, null);
    }
}
