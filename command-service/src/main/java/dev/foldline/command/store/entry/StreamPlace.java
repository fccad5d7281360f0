package dev.foldline.command.store.entry;

/**
 * How far a stream has been read: its events by version, and its outcomes by the offset of their command.
 *
 * @param version version of the last event; 0 before the first
 * @param offset  offset of the last command that left an outcome or events; -1 before the first
 */
public record StreamPlace(long version, long offset) {

    /** Before the first command of a stream. */
    public static final StreamPlace START = new StreamPlace(0, -1);

    /** Behind the last command of every stream. */
    public static final StreamPlace END = new StreamPlace(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Whether all that is up to this place is up to the other one too. */
    public boolean isWithin(StreamPlace other) {
        return version <= other.version && offset <= other.offset;
    }

    /** What has been read by two readings that both began at the start. */
    public StreamPlace orLater(StreamPlace other) {
        return new StreamPlace(Math.max(version, other.version), Math.max(offset, other.offset));
    }
}
