package dev.foldline.projection.query.status;

/**
 * The last committed event of a partition.
 *
 * @param position its position; 0 where there is none
 * @param timeMs   when it happened, in milliseconds since 1970
 */
public record TopicEnd(long position, long timeMs) {

    static final TopicEnd NONE = new TopicEnd(0, 0);

    /** How many events lie between a position and the end. */
    public long eventsBehind(long passed) {
        return Math.max(0, position - passed);
    }

    /**
     * How much later the last event happened than the last one that a view has folded; 0 at the end.
     *
     * @param foldedMs when that happened, in milliseconds since 1970
     */
    public double secondsBehind(long passed, long foldedMs) {
        return passed >= position ? 0 : Math.max(0, timeMs - foldedMs) / 1000.0;
    }
}
