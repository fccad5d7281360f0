package dev.foldline.projection.query.status;

import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * One instance's status of a view; sent as JSON to the instance that was asked.
 *
 * @param instance           name of the instance
 * @param version            version of the fold that serves
 * @param state              state of its Streams application
 * @param lastError          what its last failed thread said, null as long as none has failed
 * @param waitsFor           why it does not run; null while it does, and where no reason is known
 * @param readsAllPartitions whether each of its tasks reads every partition of the events
 * @param tasks              partitions of the rows that are there
 * @param partitions         by partition of the events, what is known there of it
 */
record LocalStatus(
        String instance,
        int version,
        String state,
        @Nullable String lastError,
        @Nullable String waitsFor,
        boolean readsAllPartitions,
        SortedSet<Integer> tasks,
        SortedMap<Integer, Partition> partitions) {

    /**
     * What is known of one partition of the events.
     *
     * @param position        position that every task there has passed; null where none reads it
     * @param lastTimeMs      when the last event folded there happened, in milliseconds since 1970; 0 before one
     * @param eventsPerSecond how fast the position rose recently
     * @param seen            what the gate has seen, null where it is on another instance
     * @param parked          events that are parked there
     */
    record Partition(
            @Nullable Long position,
            long lastTimeMs,
            double eventsPerSecond,
            @Nullable Seen seen,
            int parked) {}

    /** What a gate has seen; see {@link dev.foldline.projection.gate.GateState}. */
    record Seen(long repeats, long gaps, long missing) {}
}
