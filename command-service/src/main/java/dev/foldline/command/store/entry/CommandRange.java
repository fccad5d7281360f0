package dev.foldline.command.store.entry;

/**
 * Consecutive commands of a stream.
 *
 * @param after   the place before the first of them
 * @param through the place behind the last of them
 */
public record CommandRange(StreamPlace after, StreamPlace through) {

    /** All commands of a stream. */
    public static final CommandRange WHOLE = new CommandRange(StreamPlace.START, StreamPlace.END);
}
