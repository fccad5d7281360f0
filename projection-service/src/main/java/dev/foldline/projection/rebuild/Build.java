package dev.foldline.projection.rebuild;

/**
 * One version's state of a view, under a Streams application of its own.
 *
 * @param projection name of the view
 * @param number     from 1, one more for each build of the view
 * @param version    version of the fold that it was begun with
 * @param state      what it is for
 */
record Build(String projection, int number, int version, State state) {

    /** What a build is for. */
    enum State {
        /** It folds the events from the first, and publishes nothing. */
        BUILDING,
        /** It takes over from the build that serves, task by task. */
        CUTTING_OVER,
        /** It answers queries and publishes its rows. */
        SERVING,
        /** Another has taken over; the rest of this one is deleted. */
        RETIRED,
        /** An operator cancelled it while it was built; the rest of it is deleted. */
        CANCELLED,
        /** Only this record is left of it. */
        DELETED
    }

    /** Its part of the application id. */
    String name() {
        return projection + "-v" + version + "-b" + number;
    }

    boolean isInProgress() {
        return state == State.BUILDING || state == State.CUTTING_OVER;
    }

    boolean isOver() {
        return state == State.RETIRED || state == State.CANCELLED;
    }
}
