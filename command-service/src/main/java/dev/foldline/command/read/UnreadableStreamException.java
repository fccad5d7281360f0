package dev.foldline.command.read;

import java.io.Serial;

/** A stream's events cannot be folded or decoded by this build; the message says which and why. */
public final class UnreadableStreamException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    UnreadableStreamException(String message) {
        super(message);
    }
}
