package dev.foldline.command.view;

/**
 * The status of an inline view.
 *
 * @param view    name of the view
 * @param version version of its fold in this build
 * @param state   whether its table is built by that version
 * @param streams streams folded by the current or the last rebuild; 0 where the table was never rebuilt
 * @param message why it is as it is; empty where the state says it all
 */
public record ViewStatus(String view, int version, State state, long streams, String message) {

    /** Whether a view's table can be trusted. */
    public enum State {
        /** Not looked at yet. */
        UNKNOWN,
        /** Built by this build's version. */
        CURRENT,
        /** Being built again; rows that were not reached yet are those of the former version, or missing. */
        BUILDING
    }

    ViewStatus with(State newState, String newMessage) {
        return new ViewStatus(view, version, newState, streams, newMessage);
    }

    ViewStatus withStreams(long done) {
        return new ViewStatus(view, version, state, done, message);
    }
}
