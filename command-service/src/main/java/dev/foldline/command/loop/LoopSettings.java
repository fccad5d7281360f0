package dev.foldline.command.loop;

import java.time.Duration;

/**
 * Limits of the loop.
 *
 * @param owner               name under which partitions are acquired: of the worker, its instance in the group, and,
 *                            with a prefix, its transactions
 * @param sessionTimeout      how long this member may be silent before the group gives its partitions to others
 * @param pollTimeout         how long a poll waits when there is nothing to do
 * @param cacheBytesMax       about how many bytes the states of one partition's streams may take in memory
 * @param versionRetriesMax   how often a batch is decided again because a stream had moved, before its commands fail
 * @param acquirePauseMin     pause before a partition is acquired again after a failure; doubles with each
 * @param acquirePauseMax     longest such pause
 * @param stoppedPause        pause before a partition that was found damaged is looked at again
 * @param stepTimeout         longest time between two steps of a worker that does not hang
 * @param recoveryChunkMax    events or outcomes read from the table at a time when they are forwarded again
 */
public record LoopSettings(
        String owner,
        Duration sessionTimeout,
        Duration pollTimeout,
        long cacheBytesMax,
        int versionRetriesMax,
        Duration acquirePauseMin,
        Duration acquirePauseMax,
        Duration stoppedPause,
        Duration stepTimeout,
        int recoveryChunkMax) {}
