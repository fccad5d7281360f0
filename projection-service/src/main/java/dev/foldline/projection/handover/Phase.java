package dev.foldline.projection.handover;

/** The phase of one task of a build. */
public enum Phase {
    /** It folds, but publishes nothing: another build serves. */
    BUILDING,
    /** It takes over: the rows up to the cursor are compared with the former build's, and published from now on. */
    COMPARING,
    /** It publishes every row that changes. */
    SERVING,
    /** It no longer folds, and hands its rows to its successor. */
    RETIRING,
    /** Its successor has all its rows. */
    RETIRED;

    /** Whether events are still folded. */
    public boolean folds() {
        return this != RETIRING && this != RETIRED;
    }
}
