package dev.foldline.command.stream;

import java.util.Map;

/**
 * How often streams are folded into a snapshot.
 *
 * @param everyEvents events of a stream from one snapshot to the next
 * @param ofTypes     the same for the aggregate types that differ, by name
 */
public record SnapshotPolicy(int everyEvents, Map<String, Integer> ofTypes) {

    /** Whether a stream that had its last snapshot at one version is due for another; 0 where it had none. */
    public boolean isDue(String aggregateType, long snapshotVersion, long version) {
        return version - snapshotVersion >= ofTypes.getOrDefault(aggregateType, everyEvents);
    }
}
