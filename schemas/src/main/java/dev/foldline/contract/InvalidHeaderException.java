package dev.foldline.contract;

import java.io.Serial;

/**
 * A header of a record has a value that its meaning does not allow; the message names the header and the value.
 *
 * <p>The headers beside it hold: {@link #metadata} has what they say, and above all the command id that was sent.
 */
public final class InvalidHeaderException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient CommandMetadata metadata;

    InvalidHeaderException(String message, CommandMetadata metadata) {
        super(message);
        this.metadata = metadata;
    }

    /** What the valid headers say; an invalid one counts as absent. */
    public CommandMetadata metadata() {
        return metadata;
    }
}
