package dev.foldline.projection.gate;

/**
 * What the gate of one partition has seen since the projection began; committed together with the rows it let through.
 *
 * @param lastPosition highest position let through, 0 before the first
 * @param repeats      events dropped because their position had been seen
 * @param gaps         how often a position did not follow the one before it
 * @param missing      positions that these gaps skipped: events that the view does not show
 */
public record GateState(long lastPosition, long repeats, long gaps, long missing) {

    /** Before the first event of a partition. */
    public static final GateState START = new GateState(0, 0, 0, 0);

    /** Whether an event with this position has been let through before. */
    boolean isRepeat(long position) {
        return position <= lastPosition;
    }

    /** How many positions lie between the last one and this one. */
    long skippedBefore(long position) {
        return position - lastPosition - 1;
    }

    /** The state when an event with this position has passed, or has been dropped as a repeat. */
    GateState after(long position) {
        if (isRepeat(position)) {
            return new GateState(lastPosition, repeats + 1, gaps, missing);
        }
        long skipped = skippedBefore(position);
        return new GateState(position, repeats, skipped == 0 ? gaps : gaps + 1, missing + skipped);
    }

    /** The state at a later position whose predecessors are not missed here. */
    GateState at(long position) {
        return new GateState(position, repeats, gaps, missing);
    }
}
