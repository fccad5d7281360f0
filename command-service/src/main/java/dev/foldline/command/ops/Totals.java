package dev.foldline.command.ops;

import dev.foldline.command.batch.Phase;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the workers of this instance have done since the start, or between two moments.
 *
 * @param events            events committed
 * @param commands          commands answered
 * @param batches           batches of one partition
 * @param cacheHits         streams that were in memory
 * @param cacheMisses       streams that were not
 * @param streamsReplayed   streams loaded
 * @param eventsReplayed    events folded to load them
 * @param snapshotsUnusable snapshots skipped
 * @param phaseMs           time of each phase, of all workers together
 */
record Totals(
        double events,
        double commands,
        double batches,
        double cacheHits,
        double cacheMisses,
        double streamsReplayed,
        double eventsReplayed,
        double snapshotsUnusable,
        Map<Phase, Double> phaseMs) {

    Totals since(Totals before) {
        Map<Phase, Double> spentMs = new EnumMap<>(Phase.class);
        phaseMs.forEach((phase, ms) -> spentMs.put(phase, ms - before.phaseMs.getOrDefault(phase, 0.0)));
        return new Totals(
                events - before.events,
                commands - before.commands,
                batches - before.batches,
                cacheHits - before.cacheHits,
                cacheMisses - before.cacheMisses,
                streamsReplayed - before.streamsReplayed,
                eventsReplayed - before.eventsReplayed,
                snapshotsUnusable - before.snapshotsUnusable,
                spentMs);
    }

    /** Hits among hits and misses, from 0 to 1; NaN where there were none. */
    double cacheHitRatio() {
        return cacheHits / (cacheHits + cacheMisses);
    }

    /** NaN where there were none. */
    double commandsPerBatch() {
        return commands / batches;
    }
}
