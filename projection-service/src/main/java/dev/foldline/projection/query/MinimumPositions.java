package dev.foldline.projection.query;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The positions that a view must have passed before a query is answered.
 *
 * @param positions by partition of the events topic
 */
record MinimumPositions(SortedMap<Integer, Long> positions) {

    static final String PARAMETER = "after";

    /** This many digits always fit the number's type. */
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}):(\\d{1,18})");

    /**
     * Reads {@code PARTITION:POSITION}, once or several times; of one partition the highest position counts.
     *
     * @param partitions how many there are
     */
    static MinimumPositions parse(List<String> given, int partitions) throws BadParameterException {
        SortedMap<Integer, Long> positions = new TreeMap<>();
        for (String text : given) {
            Matcher parts = FORM.matcher(text);
            int partition = parts.matches() ? Integer.parseInt(parts.group(1)) : partitions;
            if (partition >= partitions) {
                throw new BadParameterException(
                        PARAMETER, text, "PARTITION:POSITION with a partition from 0 to " + (partitions - 1));
            }
            positions.merge(partition, Long.valueOf(parts.group(2)), Math::max);
        }
        return new MinimumPositions(positions);
    }

    /** Whether everything that this instance has of a view has reached these positions. */
    boolean isPassedBy(LocalView view) {
        for (Map.Entry<Integer, Long> wanted : positions.entrySet()) {
            if (view.passed(wanted.getKey()) < wanted.getValue()) {
                return false;
            }
        }
        return true;
    }

    /** How far this instance's part of a view is, for the partitions that are asked for and read here. */
    SortedMap<Integer, Long> reachedBy(LocalView view) {
        SortedMap<Integer, Long> reached = new TreeMap<>();
        for (int partition : positions.keySet()) {
            long passed = view.passed(partition);
            if (passed != Long.MAX_VALUE) {
                reached.put(partition, passed);
            }
        }
        return reached;
    }
}
