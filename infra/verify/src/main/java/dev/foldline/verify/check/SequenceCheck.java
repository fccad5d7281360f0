package dev.foldline.verify.check;

import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.PartitionCursor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Positions are 1, 2, 3 … in each partition, and versions 1, 2, 3 … in each stream, rising with the positions.
 *
 * <p>Rows come in order of position, one partition after the other.
 */
public final class SequenceCheck {

    private final Findings positions = new Findings("positions 1..n without gaps per partition");
    private final Findings versions = new Findings("versions 1..n without gaps per aggregate");
    private final Map<String, Long> versionsOfPartition = new HashMap<>();
    private long partitions;
    private long aggregates;
    private long events;
    private long expectedPosition = 1;
    private long lastCommandOffset = -1;

    public void row(EventRow row) {
        events++;
        if (row.position() != expectedPosition) {
            positions.differ("partition " + row.partition() + ": position " + expectedPosition + " is expected, "
                    + row.position() + " follows");
        } else if (row.commandOffset() < lastCommandOffset) {
            positions.differ(row.place() + " is of command offset " + row.commandOffset() + ", the event before it of "
                    + lastCommandOffset);
        }
        expectedPosition = row.position() + 1;
        lastCommandOffset = row.commandOffset();
        Long before = versionsOfPartition.put(row.aggregateId(), row.aggregateVersion());
        long expectedVersion = before == null ? 1 : before + 1;
        if (row.aggregateVersion() != expectedVersion) {
            versions.differ(row.place() + ": version " + expectedVersion + " is expected");
        }
    }

    /**
     * Ends a partition.
     *
     * @param cursor  up to where rows were read
     * @param beyond  how many rows lie at or beyond the owner's next position, where none may be
     */
    public void endPartition(PartitionCursor cursor, long beyond) {
        if (expectedPosition != cursor.nextPosition()) {
            positions.differ("partition " + cursor.partition() + " ends at position " + (expectedPosition - 1)
                    + ", but command_partitions says that " + cursor.nextPosition() + " is next");
        }
        if (beyond > 0) {
            positions.differ("partition " + cursor.partition() + " has " + beyond
                    + " events at or beyond next_position of command_partitions");
        }
        partitions++;
        aggregates += versionsOfPartition.size();
        versionsOfPartition.clear();
        expectedPosition = 1;
        lastCommandOffset = -1;
    }

    public CheckReport positions() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("partitions", partitions);
        counts.put("events", events);
        return positions.report(counts);
    }

    public CheckReport versions() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("aggregates", aggregates);
        counts.put("events", events);
        return versions.report(counts);
    }
}
