package dev.foldline.verify.check;

import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.Partitioning;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Every stream lies in the partition of its key. A build before there was a check let any client begin a stream
 * elsewhere; what it let in is listed here, so that it can be read and made good.
 */
public final class PlacementCheck {

    /** How many of the streams are listed. */
    private static final int LISTED_MAX = 100;

    private final Partitioning partitioning;
    private final Set<String> acknowledged;
    private final StringBuilder list = new StringBuilder();
    private long streams;
    private long elsewhere;
    private long known;

    /**
     * @param acknowledged streams that lie elsewhere and have been made good, as partition/aggregate id
     */
    public PlacementCheck(Partitioning partitioning, Set<String> acknowledged) {
        this.partitioning = partitioning;
        this.acknowledged = Set.copyOf(acknowledged);
    }

    public void row(EventRow row) {
        // A stream has one first event in a partition.
        if (row.aggregateVersion() != 1) {
            return;
        }
        streams++;
        int home = partitioning.partitionOf(row.aggregateId());
        if (home == row.partition()) {
            return;
        }
        if (acknowledged.contains(row.partition() + "/" + row.aggregateId())) {
            known++;
            return;
        }
        elsewhere++;
        if (elsewhere <= LISTED_MAX) {
            list.append(list.isEmpty() ? "" : "; ")
                    .append(row.aggregateId())
                    .append(" is in partition ")
                    .append(row.partition())
                    .append(" and belongs to ")
                    .append(home);
        }
    }

    public CheckReport report() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("streams", streams);
        counts.put("elsewhere and acknowledged", known);
        String all = elsewhere > LISTED_MAX ? list + "; and " + (elsewhere - LISTED_MAX) + " more" : list.toString();
        return new CheckReport(
                "every stream lies in the partition of its key", counts, elsewhere, elsewhere == 0 ? null : all);
    }
}
