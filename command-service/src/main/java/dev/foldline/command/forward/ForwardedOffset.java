package dev.foldline.command.forward;

/**
 * How far a partition's commands are on the topics: everything below this offset is, and nothing from it on.
 *
 * <p>The results topic says it exactly, since every command has a result and results are committed with the offset. The
 * group's offset says the same until someone resets it, so it counts only where retention has deleted the results.
 * Whoever asks reads the group's offset first: that waits until a former owner's transaction has ended, and only then
 * the end of the results is final.
 */
public final class ForwardedOffset {

    /** Says that neither the results nor the group say it any more. */
    public static final long UNKNOWN = -1;

    private ForwardedOffset() {}

    /**
     * Gives the offset.
     *
     * @param committed    the group's offset; below 0 if it has none
     * @param lastAnswered as {@link Forwarder#lastAnsweredOffset} says
     * @return or {@link #UNKNOWN} if neither says it any more
     */
    public static long of(long committed, long lastAnswered) {
        if (lastAnswered != Forwarder.ANSWERS_DELETED) {
            return lastAnswered == Forwarder.NOTHING_ANSWERED ? 0 : lastAnswered + 1;
        }
        return committed < 0 ? UNKNOWN : committed;
    }
}
